import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { createCourseEnrollment, createSectionEnrollment } from './create.ts';
import { endEnrollment, reactivateEnrollment } from './end.ts';
import { listCourseEnrollments, listSectionEnrollments, listUserEnrollments } from './list.ts';
import { showEnrollment } from './show.ts';

/** The routes of enrollments. */
export function registerEnrollmentRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listCourseEnrollments, listCourseEnrollments);
  defineRoute(app, context, endpoints.listSectionEnrollments, listSectionEnrollments);
  defineRoute(app, context, endpoints.listUserEnrollments, listUserEnrollments);
  defineRoute(app, context, endpoints.showEnrollment, showEnrollment);
  defineRoute(app, context, endpoints.createCourseEnrollment, createCourseEnrollment);
  defineRoute(app, context, endpoints.createSectionEnrollment, createSectionEnrollment);
  defineRoute(app, context, endpoints.endEnrollment, endEnrollment);
  defineRoute(app, context, endpoints.reactivateEnrollment, reactivateEnrollment);
}
