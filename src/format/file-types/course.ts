import { defineFileType, type RowOf } from '../define-file-type.ts';

/** Courses. */
export const course = defineFileType({
  name: 'course',
  plural: 'courses',
  noun: 'course',
  file_name: 'courses.csv',
  summary: 'Courses: their names, the account they belong to, their term, state and dates.',
  recognized_by: { all_of: ['course_id', 'short_name'] },
  identified_by: ['course_id'],
  status_match: 'prefix',
  needs_one_of: [
    ['short_name', 'abstract_course_id'],
    ['long_name', 'abstract_course_id'],
  ],
  also_sticky: ['restrict_enrollments_to_course_dates'],
  columns: {
    course_id: { kind: 'sis_id', required: 'yes', summary: 'SIS ID of the course.' },
    short_name: {
      kind: 'text',
      required: 'either',
      sticky: 'course_code',
      summary: 'Course code; needed unless abstract_course_id is given.',
    },
    long_name: {
      kind: 'text',
      required: 'either',
      sticky: 'name',
      summary: 'Name of the course; needed unless abstract_course_id is given.',
    },
    account_id: {
      kind: 'sis_id',
      references: 'account',
      sticky: 'account_id',
      summary:
        'SIS ID of the account the course belongs to. Blank: a new course goes to the root account, an existing one stays.',
    },
    term_id: {
      kind: 'sis_id',
      references: 'term',
      sticky: 'enrollment_term_id',
      summary:
        'SIS ID of an active term. Blank or unknown: a new course gets the default term, an existing one keeps its own.',
    },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['active', 'unpublished', 'published', 'completed', 'deleted'],
      sticky: 'workflow_state',
      summary:
        'State of the course. active and unpublished leave a new course unpublished; nothing in a file takes a published course back.',
    },
    integration_id: {
      kind: 'text',
      summary: 'A second unique ID; a blank cell or a missing column clears it.',
    },
    start_date: {
      kind: 'timestamp',
      sticky: 'start_at',
      clear_word: '<delete>',
      summary: 'Start of the course; a blank cell or a missing column keeps the stored date.',
    },
    end_date: {
      kind: 'timestamp',
      sticky: 'conclude_at',
      clear_word: '<delete>',
      summary: 'End of the course; a blank cell or a missing column keeps the stored date.',
    },
    course_format: {
      kind: 'enum',
      values: ['online', 'on_campus', 'blended', 'not_set'],
      summary: 'How the course is taught; a blank cell or not_set clears it, a missing column keeps it.',
    },
    blueprint_course_id: {
      kind: 'sis_id',
      references: 'course',
      summary: 'SIS ID of the blueprint course to follow; the word dissociate ends the tie, blank keeps it.',
    },
    grade_passback_setting: {
      kind: 'enum',
      values: ['nightly_sync', 'disabled', 'not_set'],
      sticky: 'grade_passback_setting',
      summary:
        'When grades are passed back to the SIS; a blank cell or not_set clears it, a missing column keeps it.',
    },
    homeroom_course: {
      kind: 'boolean',
      summary: 'Whether the course is a homeroom, in elementary accounts; blank keeps it.',
    },
    friendly_name: {
      kind: 'text',
      summary: 'A name for young pupils; stored only when the row names an account set up as elementary.',
    },
    abstract_course_id: {
      kind: 'sis_id',
      references: 'abstract_course',
      summary: 'SIS ID of the abstract course that gives names, term and account where the row has none.',
    },
    fallback_account_id: {
      kind: 'sis_id',
      references: 'account',
      summary: 'SIS ID of the account to take when account_id is unknown.',
    },
  },
  example: {
    course_id: 'C-BIO-101',
    short_name: 'BIO 101',
    long_name: 'Introduction to Biology',
    account_id: 'A-SCIENCE',
    term_id: 'T-2026-FALL',
    status: 'active',
  },
});

/** A parsed row of courses.csv. */
export type CourseRow = RowOf<typeof course>;
