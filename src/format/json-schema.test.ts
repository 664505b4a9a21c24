import { describe, expect, test } from 'vitest';
import { account, course, enrollment, fileTypes, user } from './file-types/index.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';

function cell(schema: JsonSchema, column: string): JsonSchema {
  return (schema.properties as Record<string, JsonSchema>)[column] ?? {};
}

describe('jsonSchemaOf', () => {
  test('has a property per column, in the order of the declaration', () => {
    for (const fileType of fileTypes) {
      expect(Object.keys(jsonSchemaOf(fileType).properties as object)).toEqual(Object.keys(fileType.columns));
    }
  });

  test('requires what every row needs', () => {
    expect(jsonSchemaOf(course).required).toEqual(['course_id', 'status']);
  });

  test('does not require what only a new object needs', () => {
    expect(jsonSchemaOf(account).required).toEqual(['account_id']);
  });

  test('wants one of several columns', () => {
    expect(jsonSchemaOf(enrollment).allOf).toContainEqual({
      anyOf: [
        { required: ['course_id'], properties: { course_id: { minLength: 1 } } },
        { required: ['section_id'], properties: { section_id: { minLength: 1 } } },
      ],
    });
  });

  test('lets a needed word not be blank, and an optional one be', () => {
    expect(cell(jsonSchemaOf(course), 'status').enum).not.toContain('');
    expect(cell(jsonSchemaOf(course), 'course_format').enum).toContain('');
  });

  test('knows the word that clears a value', () => {
    expect(cell(jsonSchemaOf(course), 'start_date').anyOf).toContainEqual({ enum: ['', '<delete>'] });
    expect(cell(jsonSchemaOf(user), 'declared_user_type').enum).toContain('<delete>');
  });

  test('marks secrets as write-only', () => {
    expect(cell(jsonSchemaOf(user), 'password').writeOnly).toBe(true);
    expect(cell(jsonSchemaOf(user), 'email').writeOnly).toBeUndefined();
  });

  test('names references and sticky fields', () => {
    expect(cell(jsonSchemaOf(course), 'term_id')).toMatchObject({
      'x-references': 'term',
      'x-sticky': 'enrollment_term_id',
    });
  });
});
