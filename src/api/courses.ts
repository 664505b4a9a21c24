import type { Course, CourseEnd } from './course.ts';
import {
  accountCourseFilters,
  courseEventWords,
  courseInclude,
  courseIncludes,
  courseMembers,
  userCourseFilters,
} from './course-parameters.ts';
import { defineEndpoint, oneOf, pagesOf } from './define-endpoint.ts';
import { override_sis_stickiness } from './edit-parameters.ts';
import type { Progress } from './progress.ts';

export const listAccountCourses = defineEndpoint({
  name: 'listAccountCourses',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/courses',
  parameters: accountCourseFilters,
  result: pagesOf<Course>('Course'),
  permission: ['read_course_list'],
  summary: 'Lists the courses of an account and of all accounts below it.',
});

export const listCourses = defineEndpoint({
  name: 'listCourses',
  method: 'GET',
  path: '/api/v1/courses',
  parameters: userCourseFilters,
  result: pagesOf<Course>('Course'),
  permission: [],
  summary: "Lists the caller's own courses, for whoever is signed in.",
});

export const listUserCourses = defineEndpoint({
  name: 'listUserCourses',
  method: 'GET',
  path: '/api/v1/users/:user_id/courses',
  parameters: userCourseFilters,
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
      ...courseInclude,
      values: [...courseIncludes, 'all_courses'],
      summary: 'What the course shows in addition; with `all_courses` a deleted course is found, too.',
    },
  },
  result: oneOf<Course>('Course'),
  permission: [],
  summary: 'Shows one course.',
});

const permission = ['manage_courses_admin'] as const;

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
    override_sis_stickiness,
  },
  result: oneOf<Course>('Course'),
  permission,
  summary: 'Changes a course; what really changes is kept from imports from then on.',
});

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
    override_sis_stickiness,
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
