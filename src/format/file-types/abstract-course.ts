import { defineFileType, type RowOf } from '../define-file-type.ts';

/** Abstract courses, from which courses take names, term and account. */
export const abstractCourse = defineFileType({
  name: 'abstract_course',
  plural: 'abstract_courses',
  noun: 'abstract course',
  file_name: 'abstract_courses.csv',
  summary:
    'Abstract courses: names, term and account that a course takes over when its row refers to one and leaves its own cells blank.',
  recognized_by: { all_of: ['abstract_course_id', 'short_name'], none_of: ['course_id'] },
  identified_by: ['abstract_course_id'],
  status_match: 'prefix',
  legacy: true,
  columns: {
    abstract_course_id: { kind: 'sis_id', required: 'yes', summary: 'SIS ID of the abstract course.' },
    short_name: { kind: 'text', required: 'yes', sticky: 'short_name', summary: 'Course code.' },
    long_name: { kind: 'text', required: 'yes', sticky: 'name', summary: 'Name.' },
    account_id: {
      kind: 'sis_id',
      references: 'account',
      summary: 'SIS ID of an account; blank or unknown falls back to the next column.',
    },
    fallback_account_id: {
      kind: 'sis_id',
      references: 'account',
      summary: 'SIS ID of the account to take when account_id is unknown.',
    },
    term_id: {
      kind: 'sis_id',
      references: 'term',
      sticky: 'enrollment_term_id',
      summary: 'SIS ID of a term; blank or unknown means the default term.',
    },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['active', 'deleted'],
      summary: 'State of the abstract course.',
    },
  },
  example: {
    abstract_course_id: 'AC-BIO',
    short_name: 'BIO',
    long_name: 'Biology',
    status: 'active',
  },
});

/** A parsed row of abstract_courses.csv. */
export type AbstractCourseRow = RowOf<typeof abstractCourse>;
