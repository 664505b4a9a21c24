import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { listAccountCourses, showCourse } from './read-courses.ts';

/** The routes of courses. */
export function registerCourseRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listAccountCourses, listAccountCourses);
  defineRoute(app, context, endpoints.showCourse, showCourse);
}
