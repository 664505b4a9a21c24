import { describe, expect, test } from 'vitest';
import { draftMessage, toMessage } from './draft-message.ts';
import { placeholdersOf, renderMessage } from './render-message.ts';

describe('renderMessage', () => {
  test('puts the parameters into the text', () => {
    const draft = draftMessage('course.bad_status', { course_id: 'C1', status: 'actve' });
    expect(renderMessage(draft)).toBe('Course C1 has an unknown status: actve');
  });

  test('says (none) for what the row does not give', () => {
    const draft = draftMessage('enrollment.no_user', { course_id: 'C1', section_id: null });
    expect(renderMessage(draft)).toBe('An enrollment in course C1, section (none), names no user');
  });

  test('leaves a value that looks like a placeholder alone', () => {
    const draft = draftMessage('course.bad_status', { course_id: '{status}', status: '$&' });
    expect(renderMessage(draft)).toBe('Course {status} has an unknown status: $&');
  });

  test('throws for a code that is not declared', () => {
    expect(() => renderMessage({ code: 'course.too_good', params: {} })).toThrow('course.too_good');
  });

  test('throws for a parameter that is missing', () => {
    expect(() => renderMessage({ code: 'course.bad_status', params: { course_id: 'C1' } })).toThrow('status');
  });

  test('knows the placeholders of a text in their order', () => {
    expect(placeholdersOf('enrollment.deleted_user')).toEqual(['user_id', 'course_id']);
  });
});

describe('toMessage', () => {
  const draft = draftMessage('course.missing_short_name', { course_id: 'C1' }, { column: 'short_name' });

  test('adds file, row and the effect of the code', () => {
    expect(toMessage(draft, 'courses.csv', 2)).toEqual({
      code: 'course.missing_short_name',
      effect: 'row_skipped',
      file: 'courses.csv',
      row: 2,
      column: 'short_name',
      params: { course_id: 'C1' },
    });
  });

  test('takes the second effect where a code has one', () => {
    const params = { user_id: 'U1', course_id: 'C1' };
    const first = toMessage(draftMessage('enrollment.deleted_user', params), 'enrollments.csv', 2);
    const second = draftMessage('enrollment.deleted_user', params, { effect: 'row_skipped' });
    expect(first.effect).toBe('row_imported');
    expect(toMessage(second, 'enrollments.csv', 2).effect).toBe('row_skipped');
  });

  test('refuses an effect that the code does not have', () => {
    expect(() => toMessage({ ...draft, effect: 'failure' }, 'courses.csv', 2)).toThrow('failure');
  });

  test('refuses a code that is not declared', () => {
    expect(() => toMessage({ code: 'course.too_good', params: {} }, 'courses.csv', 2)).toThrow(
      'course.too_good',
    );
  });

  test('refuses a parameter left out', () => {
    expect(() => toMessage({ ...draft, params: {} }, 'courses.csv', 2)).toThrow('course_id');
  });

  test('is about no file and no row where the whole import is meant', () => {
    const message = toMessage(draftMessage('batch.no_terms', {}), null, null);
    expect(message).toMatchObject({ effect: 'import_adjusted', file: null, row: null, column: null });
  });
});

test('a deleted user is named as the classic clients expect it', () => {
  const draft = draftMessage('enrollment.deleted_user', { user_id: 'U1', course_id: 'C1' });
  expect(renderMessage(draft)).toBe('Attempted enrolling of deleted user U1 in course C1');
});
