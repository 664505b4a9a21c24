import { defineEndpoint, oneOf, type Parameters, pagesOf } from './define-endpoint.ts';
import { type Enrollment, enrollmentStates, enrollmentTypes } from './enrollment.ts';

const filters = {
  type: { kind: 'string', list: true, values: enrollmentTypes, summary: 'Only these base types.' },
  role: {
    kind: 'string',
    list: true,
    summary: 'Only roles of these names, custom or built in; `type` plays no part then.',
  },
  state: {
    kind: 'string',
    list: true,
    values: [...enrollmentStates, 'current_and_invited', 'current_and_future', 'current_and_concluded'],
    summary:
      'Only these states as they are stored, whatever the dates; active and invited when left out. ' +
      '`current_and_invited` is these two, `current_and_future` also creation_pending, ' +
      '`current_and_concluded` active and completed.',
  },
  sis_account_id: {
    kind: 'string',
    list: true,
    summary: 'Only courses right in the accounts with these SIS ids.',
  },
  sis_course_id: { kind: 'string', list: true, summary: 'Only courses with these SIS ids.' },
  sis_section_id: { kind: 'string', list: true, summary: 'Only sections with these SIS ids.' },
  sis_user_id: {
    kind: 'string',
    list: true,
    summary: 'Only people who have a login with one of these SIS ids.',
  },
  created_for_sis_id: {
    kind: 'boolean',
    list: true,
    summary: 'With `sis_user_id`: only what an import has made through one of these logins.',
  },
  include: {
    kind: 'string',
    list: true,
    values: ['group_ids', 'observed_users', 'can_be_removed', 'uuid'],
    summary: 'What else to show.',
  },
} as const satisfies Parameters;

const user_id = {
  kind: 'id',
  summary: 'Only this person; to ask about oneself needs no permission.',
} as const;

export const listCourseEnrollments = defineEndpoint({
  name: 'listCourseEnrollments',
  method: 'GET',
  path: '/api/v1/courses/:course_id/enrollments',
  parameters: { ...filters, user_id },
  result: pagesOf<Enrollment>('Enrollment'),
  permission: ['read_roster'],
  summary: 'Lists the enrollments of a course.',
});

export const listSectionEnrollments = defineEndpoint({
  name: 'listSectionEnrollments',
  method: 'GET',
  path: '/api/v1/sections/:section_id/enrollments',
  parameters: { ...filters, user_id },
  result: pagesOf<Enrollment>('Enrollment'),
  permission: ['read_roster'],
  summary: 'Lists the enrollments of a section.',
});

export const listUserEnrollments = defineEndpoint({
  name: 'listUserEnrollments',
  method: 'GET',
  path: '/api/v1/users/:user_id/enrollments',
  parameters: { ...filters, enrollment_term_id: { kind: 'id', summary: 'Only courses of this term.' } },
  result: pagesOf<Enrollment>('Enrollment'),
  permission: ['read_roster'],
  summary: 'Lists the enrollments of a person, who may ask for their own.',
});

export const showEnrollment = defineEndpoint({
  name: 'showEnrollment',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/enrollments/:id',
  parameters: {},
  result: oneOf<Enrollment>('Enrollment'),
  permission: ['read_roster'],
  summary: 'Shows an enrollment in any state, in a course of the account or below it.',
});

const members = {
  user_id: { kind: 'id', required: true, summary: 'Who is enrolled.' },
  type: { kind: 'string', values: enrollmentTypes, summary: 'The base type; needed without `role_id`.' },
  role_id: { kind: 'id', summary: 'A role that is available in the account of the course.' },
  enrollment_state: {
    kind: 'string',
    values: ['active', 'invited', 'inactive'],
    summary: 'When left out, observers are active and all others invited.',
  },
  limit_privileges_to_course_section: {
    kind: 'boolean',
    summary: 'Lets the person see and grade their own section only.',
  },
  notify: { kind: 'boolean', summary: 'Is taken and has no effect: the server sends no messages.' },
  associated_user_id: { kind: 'id', summary: 'Whom an observer observes.' },
  start_at: { kind: 'timestamp', summary: 'When the enrollment begins.' },
  end_at: { kind: 'timestamp', summary: 'When the enrollment ends.' },
} as const satisfies Parameters;

const course_section_id = {
  kind: 'id',
  summary: 'A section of the course, its default section when left out.',
} as const;

const enrollment = {
  kind: 'group',
  required: true,
  members,
  summary: 'The enrollment. What the person already holds in the section with the same role is changed.',
} as const;

export const createCourseEnrollment = defineEndpoint({
  name: 'createCourseEnrollment',
  method: 'POST',
  path: '/api/v1/courses/:course_id/enrollments',
  parameters: { enrollment: { ...enrollment, members: { ...members, course_section_id } } },
  result: oneOf<Enrollment>('Enrollment'),
  permission: ['manage_students'],
  summary: 'Enrolls a person in a course.',
});

export const createSectionEnrollment = defineEndpoint({
  name: 'createSectionEnrollment',
  method: 'POST',
  path: '/api/v1/sections/:section_id/enrollments',
  parameters: { enrollment },
  result: oneOf<Enrollment>('Enrollment'),
  permission: ['manage_students'],
  summary: 'Enrolls a person in a section.',
});

export const endEnrollment = defineEndpoint({
  name: 'endEnrollment',
  method: 'DELETE',
  path: '/api/v1/courses/:course_id/enrollments/:id',
  parameters: {
    task: {
      kind: 'string',
      values: ['conclude', 'delete', 'inactivate', 'deactivate'],
      summary: 'What to do, `conclude` when left out; the last two are the same.',
    },
  },
  result: oneOf<Enrollment>('Enrollment'),
  permission: ['manage_students'],
  summary: 'Concludes, deletes or deactivates an enrollment.',
});

export const reactivateEnrollment = defineEndpoint({
  name: 'reactivateEnrollment',
  method: 'PUT',
  path: '/api/v1/courses/:course_id/enrollments/:id/reactivate',
  parameters: {},
  result: oneOf<Enrollment>('Enrollment'),
  permission: ['manage_students'],
  summary: 'Makes an inactive or concluded enrollment active again.',
});
