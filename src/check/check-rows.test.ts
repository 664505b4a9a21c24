import { describe, expect, test } from 'vitest';
import { parsedRow } from '../../test/support/describe-rules.ts';
import { enrollment, user } from '../format/index.ts';
import { checkRow } from './check-rows.ts';

const file = { given: new Set(Object.keys(enrollment.columns)) };

describe('checkRow', () => {
  test('says the same nothing about every good row, so that a million rows cost no memory', () => {
    const first = checkRow(enrollment, parsedRow(enrollment, enrollment.example), file);
    const second = checkRow(enrollment, parsedRow(enrollment, enrollment.example), file);
    expect(first).toBe(second);
    expect(first).toEqual({ messages: [], skipped: false });
  });

  test('cannot be made to say something about the next good row', () => {
    const { messages } = checkRow(enrollment, parsedRow(enrollment, enrollment.example), file);
    expect(Object.isFrozen(messages)).toBe(true);
  });

  test('keeps a row in whose only fault is a date', () => {
    const row = parsedRow(enrollment, { ...enrollment.example, start_date: 'soon' });
    expect(checkRow(enrollment, row, file)).toMatchObject({ skipped: false });
  });

  test('ends at the first fault that skips the row', () => {
    const row = parsedRow(user, {});
    const { messages, skipped } = checkRow(user, row, file);
    expect(skipped).toBe(true);
    expect(messages.map((message) => message.code)).toEqual(['user.user_id_missing']);
  });

  test('ends at once at a NUL character, with the code of the file type where it has one', () => {
    const message = (code: string) => ({
      messages: [{ code, params: { column: 'section_id' } }],
      skipped: true,
    });
    const row = parsedRow(enrollment, { ...enrollment.example, section_id: 'S\0', status: 'wrong' });
    expect(checkRow(enrollment, row, file)).toEqual(message('row.nul_character'));
    expect(checkRow(user, row, file)).toEqual(message('user.nul_character'));
  });

  test('throws for a file type without rules', () => {
    expect(() => checkRow({ ...user, name: 'stranger' }, parsedRow(user, {}), file)).toThrow('stranger');
  });
});
