import type { Course } from './course.ts';
import { defineEndpoint, oneOf, pagesOf } from './define-endpoint.ts';

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

/** The base types of enrollments as courses are filtered by them. */
export const enrollmentTypeWords = ['teacher', 'student', 'ta', 'observer', 'designer'] as const;

/** The stored states of a course as lists are filtered by them. */
export const courseStateWords = ['created', 'claimed', 'available', 'completed', 'deleted', 'all'] as const;

const include = {
  kind: 'string',
  list: true,
  values: courseIncludes,
  summary: 'What each course shows in addition.',
} as const;

export const listAccountCourses = defineEndpoint({
  name: 'listAccountCourses',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/courses',
  parameters: {
    search_term: {
      kind: 'string',
      summary: 'Part of the name, code or SIS ID, at least 2 characters, or the whole id.',
    },
    search_by: {
      kind: 'string',
      values: ['course', 'teacher'],
      summary:
        'Whether the search term is looked for in courses, as without it, or in the names of teachers.',
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
      values: enrollmentTypeWords,
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
    include,
  },
  result: pagesOf<Course>('Course'),
  permission: ['read_course_list'],
  summary: 'Lists the courses of an account and of all accounts below it.',
});

export const showCourse = defineEndpoint({
  name: 'showCourse',
  method: 'GET',
  path: '/api/v1/courses/:id',
  parameters: {
    include: {
      ...include,
      values: [...courseIncludes, 'all_courses'],
      summary: 'What the course shows in addition; with `all_courses` a deleted course is found, too.',
    },
  },
  result: oneOf<Course>('Course'),
  permission: [],
  summary: 'Shows one course.',
});
