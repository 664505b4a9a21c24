import { describe, expect, it } from 'vitest';
import { fixText } from './index.ts';

const fixed = (text: string | Uint8Array, path = 'users.csv') => fixText(Buffer.from(text), path);

describe('what --fix does to a file', () => {
  it('leaves a file alone that has nothing to correct', () => {
    expect(fixed('user_id,login_id,full_name,status\nU1,ada,"Byron, Ada",active\n')).toBeNull();
  });

  it('writes Windows-1252 and UTF-16 as UTF-8', () => {
    const latin = Buffer.from('user_id,login_id,full_name,status\nU1,ada,Åsa Öberg,active\n', 'latin1');
    expect(fixed(latin)).toEqual({
      text: 'user_id,login_id,full_name,status\nU1,ada,Åsa Öberg,active\n',
      done: ['written in UTF-8 instead of Windows-1252'],
    });
    const wide = Buffer.from('\ufeffuser_id,login_id,status\r\nU1,ada,active\r\n', 'utf16le');
    expect(fixed(wide)?.text).toBe('user_id,login_id,status\nU1,ada,active\n');
  });

  it('puts commas where semicolons were, and quotes around values with commas', () => {
    expect(fixed('user_id;login_id;full_name;status\nU1;ada;Byron, Ada;active\n')).toEqual({
      text: 'user_id,login_id,full_name,status\nU1,ada,"Byron, Ada",active\n',
      done: ['separated by commas instead of semicolons'],
    });
  });

  it('takes stray quotes as text, and gives up where a quote is never closed', () => {
    expect(fixed('user_id,login_id,full_name,status\nU1,ada,Ada "Lady" Byron,active\n')).toEqual({
      text: 'user_id,login_id,full_name,status\nU1,ada,"Ada ""Lady"" Byron",active\n',
      done: ['1 values with stray quotes put in quotes'],
    });
    expect(fixed('user_id,login_id,full_name,status\nU1,ada,"Ada "Lady" Byron",active\n')?.text).toBe(
      'user_id,login_id,full_name,status\nU1,ada,"Ada ""Lady"" Byron",active\n',
    );
    expect(fixed('user_id,login_id,full_name,status\nU1,ada,"Ada,active\n')).toBeNull();
  });

  it('renames misspelt columns, those too without which the type is not recognised', () => {
    expect(fixed('user_id,login_id,full_name,stauts\nU1,ada,Ada,active\n')).toEqual({
      text: 'user_id,login_id,full_name,status\nU1,ada,Ada,active\n',
      done: ['column stauts renamed to status'],
    });
    expect(fixed('course_id,shrt_name,long_name,status\nC1,a,b,active\n', 'c.csv')?.done).toEqual([
      'column shrt_name renamed to short_name',
    ]);
  });

  it('puts parents above their children, and leaves loops in place', () => {
    const header = 'account_id,parent_account_id,name,status\n';
    expect(fixed(`${header}A3,A2,c,active\nA2,A1,b,active\nA1,,a,active\n`, 'a.csv')).toEqual({
      text: `${header}A1,,a,active\nA2,A1,b,active\nA3,A2,c,active\n`,
      done: ['parents put above their children'],
    });
    expect(fixed(`${header}A1,A1,a,active\n`, 'a.csv')).toBeNull();
  });

  it('leaves out a row that repeats the last one about its object, not one that sets back', () => {
    const header = 'course_id,user_id,role,status\n';
    const row = 'C1,U1,student,active\n';
    expect(fixed(`${header}${row}${row}`, 'e.csv')?.text).toBe(`${header}${row}`);
    expect(fixed(`${header}${row}C1,U1,student,deleted\n${row}`, 'e.csv')).toBeNull();
  });
});
