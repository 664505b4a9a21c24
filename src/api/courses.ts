import type { Course, CourseEnd } from './course.ts';
import { defineEndpoint, oneOf, type Parameters, pagesOf } from './define-endpoint.ts';
import type { Progress } from './progress.ts';

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

/** Which of a person's courses are listed. */
const partParameters = {
  enrollment_type: {
    kind: 'string',
    values: enrollmentTypeWords,
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
  include,
} as const satisfies Parameters;

export const listCourses = defineEndpoint({
  name: 'listCourses',
  method: 'GET',
  path: '/api/v1/courses',
  parameters: partParameters,
  result: pagesOf<Course>('Course'),
  permission: [],
  summary: "Lists the caller's own courses, for whoever is signed in.",
});

export const listUserCourses = defineEndpoint({
  name: 'listUserCourses',
  method: 'GET',
  path: '/api/v1/users/:user_id/courses',
  parameters: partParameters,
  result: pagesOf<Course>('Course'),
  permission: ['read_course_list'],
  summary: 'Lists the courses of a person, who may ask for their own.',
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

const permission = ['manage_courses_admin'] as const;

/** What a course is made with. */
const courseMembers = {
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

export const createCourse = defineEndpoint({
  name: 'createCourse',
  method: 'POST',
  path: '/api/v1/accounts/:account_id/courses',
  parameters: {
    course: { kind: 'group', members: courseMembers, summary: 'The new course.' },
    offer: { kind: 'boolean', summary: 'Publishes the course at once.' },
    enroll_me: { kind: 'boolean', summary: 'Enrolls the caller as a teacher.' },
    enable_sis_reactivation: {
      kind: 'boolean',
      summary: 'Brings the deleted course with that SIS ID back, if there is one, instead of making another.',
    },
  },
  result: oneOf<Course>('Course'),
  permission,
  summary: 'Makes a course.',
});

export const updateCourse = defineEndpoint({
  name: 'updateCourse',
  method: 'PUT',
  path: '/api/v1/courses/:id',
  parameters: {
    course: {
      kind: 'group',
      members: {
        ...courseMembers,
        account_id: { kind: 'id', summary: 'The account to move the course to.' },
        blueprint: {
          kind: 'boolean',
          summary: 'Makes it a blueprint course, or ends that and with it the ties of other courses to it.',
        },
        event: {
          kind: 'string',
          values: courseEventWords,
          summary: '`offer` publishes and `claim` takes that back; `undelete` finds a deleted course.',
        },
      },
      summary: 'What to change.',
    },
    offer: { kind: 'boolean', summary: 'Publishes the course, as the event does.' },
    override_sis_stickiness: {
      kind: 'boolean',
      summary: 'False leaves alone what somebody has changed by hand before; true without it.',
    },
  },
  result: oneOf<Course>('Course'),
  permission,
  summary: 'Changes a course; what really changes is kept from imports from then on.',
});

/** The most courses that one call changes. */
export const MAX_COURSES_AT_ONCE = 500;

export const updateCourses = defineEndpoint({
  name: 'updateCourses',
  method: 'PUT',
  path: '/api/v1/accounts/:account_id/courses',
  parameters: {
    course_ids: {
      kind: 'id',
      list: true,
      required: true,
      summary: 'The courses, in or below the account; 500 at most.',
    },
    event: {
      kind: 'string',
      required: true,
      values: ['offer', 'conclude', 'delete', 'undelete'],
      summary: 'What is to happen to them.',
    },
    override_sis_stickiness: {
      kind: 'boolean',
      summary: 'False leaves courses alone whose state somebody has changed by hand before; true without it.',
    },
  },
  result: oneOf<Progress>('Progress'),
  permission,
  summary: 'Publishes, concludes, deletes or brings back many courses at once.',
});

export const deleteCourse = defineEndpoint({
  name: 'deleteCourse',
  method: 'DELETE',
  path: '/api/v1/courses/:id',
  parameters: {
    event: {
      kind: 'string',
      required: true,
      values: ['delete', 'conclude'],
      summary: 'Whether the course is deleted or concluded.',
    },
  },
  result: oneOf<CourseEnd>('CourseEnd'),
  permission,
  summary: 'Deletes a course with its enrollments, or concludes it and them.',
});
