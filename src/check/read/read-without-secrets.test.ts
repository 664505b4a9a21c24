import { expect, test } from 'vitest';
import { uploadFile } from '../../../test/support/upload-files.ts';
import { readWithoutSecrets } from './read-without-secrets.ts';

async function copyOf(content: string, chunk_bytes = 7): Promise<string> {
  const file = uploadFile(content, 'users.csv', chunk_bytes);
  const header = (content.replace(/^\uFEFF/, '').split(/\r?\n/)[0] ?? '')
    .split(',')
    .map((cell) => cell.trim().toLowerCase());
  const pieces: Uint8Array[] = [];
  for await (const piece of readWithoutSecrets(file, header, new AbortController().signal))
    pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

test('a file without secrets is copied as it is', async () => {
  const content = '\uFEFFcourse_id,user_id\r\n "C1" ,U1\r\n\r\n,,\r\n';
  expect(await copyOf(content)).toBe(content);
});

test('passwords and their hashes are left out, wherever they stand and however they are spelled', async () => {
  const content = 'Password,user_id, SSHA_Password ,login_id,password\nhunter2,U1,{SSHA}x,"By,ron",again\n';
  expect(await copyOf(content)).toBe('user_id,login_id\nU1,"By,ron"\n');
});

test('a secret column is left out of a file in which it means nothing', async () => {
  expect(await copyOf('course_id,password,status\nC1,hunter2,active\n')).toBe(
    'course_id,status\nC1,active\n',
  );
});

test('a comma in a secret does not bring a part of it into the next column', async () => {
  expect(await copyOf('user_id,password,status,login_id\nU1,hunter,2,active,ada\nU2,x,active,bob\n')).toBe(
    'user_id,status,login_id\nU1,,\nU2,active,bob\n',
  );
});

test('short records and a file of one secret column', async () => {
  expect(await copyOf('user_id,password,status\nU1\nU2,x\n')).toBe('user_id,status\nU1,\nU2,\n');
  expect(await copyOf('password\nhunter2\n')).not.toMatch(/hunter2|password/);
});

test('stops when it is told to', async () => {
  const stopped = AbortSignal.abort(new Error('enough'));
  const copy = readWithoutSecrets(uploadFile('user_id\nU1\n'), ['user_id'], stopped);
  await expect(copy.next()).rejects.toThrow('enough');
});
