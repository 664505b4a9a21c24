import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { createCourse } from './create-course.ts';
import { deleteCourse } from './delete-course.ts';
import { listCourses, listUserCourses } from './list-user-courses.ts';
import { listAccountCourses, showCourse } from './read-courses.ts';
import { updateCourse } from './update-course.ts';
import { updateCourses } from './update-courses.ts';

/** The routes of courses. */
export function registerCourseRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listAccountCourses, listAccountCourses);
  defineRoute(app, context, endpoints.listCourses, listCourses);
  defineRoute(app, context, endpoints.listUserCourses, listUserCourses);
  defineRoute(app, context, endpoints.showCourse, showCourse);
  defineRoute(app, context, endpoints.createCourse, createCourse);
  defineRoute(app, context, endpoints.updateCourse, updateCourse);
  defineRoute(app, context, endpoints.deleteCourse, deleteCourse);
  defineRoute(app, context, endpoints.updateCourses, updateCourses);
}
