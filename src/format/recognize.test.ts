import { describe, expect, test } from 'vitest';
import { fileTypes } from './file-types/index.ts';
import { recognizeFileType } from './recognize.ts';

const typeOf = (header: string) => recognizeFileType(header.split(','))?.name ?? null;

describe('every type is told by its columns', () => {
  for (const fileType of fileTypes) {
    test(`${fileType.file_name}, with all its columns, is of type ${fileType.name}`, () => {
      expect(recognizeFileType(Object.keys(fileType.columns))?.name).toBe(fileType.name);
    });

    test(`${fileType.file_name}, as in the example, is of type ${fileType.name}`, () => {
      expect(recognizeFileType(Object.keys(fileType.example))?.name).toBe(fileType.name);
    });
  }
});

/** The smallest headers, from the table of the published format. */
const smallest: readonly (readonly [header: string, type: string])[] = [
  ['old_id', 'change_sis_id'],
  ['old_integration_id', 'change_sis_id'],
  ['account_id,parent_account_id', 'account'],
  ['term_id,name', 'term'],
  ['abstract_course_id,short_name', 'abstract_course'],
  ['course_id,short_name', 'course'],
  ['section_id,name', 'section'],
  ['xlist_course_id,section_id', 'xlist'],
  ['user_id,login_id', 'user'],
  ['existing_user_id', 'login'],
  ['existing_integration_id', 'login'],
  ['existing_canvas_user_id', 'login'],
  ['course_id,user_id', 'enrollment'],
  ['section_id,user_id', 'enrollment'],
  ['course_id,user_integration_id', 'enrollment'],
  ['section_id,user_integration_id', 'enrollment'],
  ['account_id,user_id', 'admin'],
  ['group_category_id,category_name', 'group_category'],
  ['group_id,name', 'group'],
  ['group_id,user_id', 'group_membership'],
  ['tag_set_id,set_name', 'differentiation_tag_set'],
  ['tag_id,name', 'differentiation_tag'],
  ['tag_id,user_id', 'differentiation_tag_membership'],
  ['category_id,name', 'institutional_tag_category'],
  ['institutional_tag_id,category_id,name', 'institutional_tag'],
  ['institutional_tag_id,user_id', 'institutional_tag_association'],
  ['enrollment_id,grade_publishing_status', 'grade_publishing_results'],
  ['observer_id,student_id', 'user_observer'],
];

describe('the smallest header of a type', () => {
  for (const [header, type] of smallest) {
    test(`${header} is of type ${type}`, () => {
      expect(typeOf(header)).toBe(type);
    });
  }
});

describe('the first match wins', () => {
  test('courses with a name and a term are read as terms', () => {
    expect(typeOf('course_id,short_name,long_name,term_id,name,status')).toBe('term');
  });

  test('enrollments with a section and a name are read as sections', () => {
    expect(typeOf('course_id,section_id,user_id,name,role,status')).toBe('section');
  });

  test('group memberships with a course are read as enrollments', () => {
    expect(typeOf('group_id,user_id,course_id,status')).toBe('enrollment');
  });

  test('a course with an abstract course is a course', () => {
    expect(typeOf('course_id,short_name,abstract_course_id')).toBe('course');
  });

  test('users with a column that names an existing user are logins', () => {
    expect(typeOf('user_id,login_id,existing_canvas_user_id,status')).toBe('login');
  });

  test('cross-listings that name a user are cross-listings', () => {
    expect(typeOf('xlist_course_id,section_id,user_id,status')).toBe('xlist');
  });

  test('a column for an old ID makes any file a change of SIS IDs', () => {
    expect(typeOf('user_id,login_id,status,old_id')).toBe('change_sis_id');
  });

  test('a tag with a category is an institutional tag, not a category', () => {
    expect(typeOf('institutional_tag_id,category_id,name,description,status')).toBe('institutional_tag');
  });

  test('a differentiation tag with a category stays a differentiation tag', () => {
    expect(typeOf('tag_id,category_id,name')).toBe('differentiation_tag');
  });
});

describe('what a header needs', () => {
  test('case and surrounding blanks do not matter', () => {
    expect(typeOf(' Course_ID ,SHORT_NAME')).toBe('course');
  });

  test('order and unknown columns do not matter', () => {
    expect(typeOf('favourite_colour,short_name,,course_id')).toBe('course');
  });

  test('accounts need the column of the parent', () => {
    expect(typeOf('account_id,name,status')).toBeNull();
  });

  test('admins need the column of the account', () => {
    expect(typeOf('user_id,role,status')).toBeNull();
  });

  test('a header of no type is of no type', () => {
    expect(typeOf('student,grade')).toBeNull();
    expect(recognizeFileType([])).toBeNull();
  });
});
