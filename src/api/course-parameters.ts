import type { Parameters } from './define-endpoint.ts';
import { enrollmentWords } from './enrollment.ts';

/** The words of `include[]` for courses. */
export const courseIncludes = [
  'term',
  'total_students',
  'teachers',
  'account',
  'account_name',
  'concluded',
  'sections',
] as const;

/** The stored states of a course as lists are filtered by them. */
export const courseStateWords = ['created', 'claimed', 'available', 'completed', 'deleted', 'all'] as const;

/** What the courses of an answer show. */
export const courseInclude = {
  kind: 'string',
  list: true,
  values: courseIncludes,
  summary: 'What each course shows in addition.',
} as const;

/** Which courses of an account are listed, and how. */
export const accountCourseFilters = {
  search_term: {
    kind: 'string',
    summary: 'Part of the name, code or SIS ID, at least 2 characters, or the whole id.',
  },
  search_by: {
    kind: 'string',
    values: ['course', 'teacher'],
    summary: 'Whether the search term is looked for in courses, as without it, or in the names of teachers.',
  },
  enrollment_term_id: { kind: 'id', summary: 'Only courses of this term.' },
  state: {
    kind: 'string',
    list: true,
    values: courseStateWords,
    summary: 'Only courses in these states; all but `deleted` without it.',
  },
  published: { kind: 'boolean', summary: 'Only published courses; false: only unpublished ones.' },
  completed: {
    kind: 'boolean',
    summary: 'Only courses that are concluded or over by date; false: only others.',
  },
  blueprint: { kind: 'boolean', summary: 'Only blueprint courses; false: only others.' },
  with_enrollments: {
    kind: 'boolean',
    summary: 'Only courses in which anybody is enrolled; false: only others.',
  },
  enrollment_type: {
    kind: 'string',
    list: true,
    values: enrollmentWords,
    summary: 'Only courses in which somebody is enrolled as one of these.',
  },
  by_subaccounts: { kind: 'id', list: true, summary: 'Only courses in or below these accounts.' },
  by_teachers: { kind: 'id', list: true, summary: 'Only courses that one of these people teaches.' },
  starts_before: {
    kind: 'timestamp',
    summary: 'Only courses that start before then or have no start.',
  },
  ends_after: { kind: 'timestamp', summary: 'Only courses that end after then or have no end.' },
  sort: {
    kind: 'string',
    values: ['course_name', 'course_status', 'sis_course_id', 'teacher', 'account_name'],
    summary: 'What the courses are ordered by; by id without it.',
  },
  order: { kind: 'string', values: ['asc', 'desc'], summary: 'Ascending, as without it, or descending.' },
  include: courseInclude,
} as const satisfies Parameters;

/** Which of a person's courses are listed. */
export const userCourseFilters = {
  enrollment_type: {
    kind: 'string',
    values: enrollmentWords,
    summary: 'Only courses in which the person is enrolled as this.',
  },
  enrollment_state: {
    kind: 'string',
    values: ['active', 'invited_or_pending', 'completed'],
    summary: 'Only courses in which the part of the person has come that far, by state and by dates.',
  },
  state: {
    kind: 'string',
    list: true,
    values: ['unpublished', 'available', 'completed', 'deleted'],
    summary:
      'Only courses in these states; published ones for students and observers without it, else all living.',
  },
  include: courseInclude,
} as const satisfies Parameters;

/** What a course is made with. */
export const courseMembers = {
  name: {
    kind: 'string',
    max_length: 255,
    summary: 'The name of the course; `Unnamed Course` unless a new one is given one.',
  },
  course_code: {
    kind: 'string',
    max_length: 255,
    summary: 'The short name; blank, or missing for a new course: made from the name.',
  },
  start_at: { kind: 'timestamp', summary: 'When the course begins.' },
  end_at: { kind: 'timestamp', summary: 'When the course ends.' },
  restrict_enrollments_to_course_dates: {
    kind: 'boolean',
    summary: 'Whether the dates of the course count instead of those of its term.',
  },
  term_id: { kind: 'id', summary: 'The term of the course; the default term unless a new one is given one.' },
  sis_course_id: {
    kind: 'string',
    max_length: 255,
    summary: 'The SIS ID; for callers with `manage_sis`.',
  },
  integration_id: {
    kind: 'string',
    max_length: 255,
    summary: 'The integration id; for callers with `manage_sis`.',
  },
  course_format: {
    kind: 'string',
    values: ['on_campus', 'online', 'blended', 'not_set'],
    summary: 'How the course is taught; `not_set` or blank: nothing said.',
  },
  grade_passback_setting: {
    kind: 'string',
    values: ['nightly_sync', 'disabled', 'not_set'],
    summary: 'Whether grades are sent back; `not_set` or blank: nothing said.',
  },
  homeroom_course: { kind: 'boolean', summary: 'Whether it is a homeroom course.' },
  friendly_name: {
    kind: 'string',
    max_length: 255,
    summary: 'The name that pupils see; kept in accounts set up as elementary.',
  },
} as const satisfies Parameters;

/** What can be done to the state of a course. */
export const courseEventWords = ['claim', 'offer', 'conclude', 'delete', 'undelete'] as const;

/** The most courses that one call changes. */
export const MAX_COURSES_AT_ONCE = 500;
