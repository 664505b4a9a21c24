import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../context.ts';
import { registerAccountRoutes } from './accounts/index.ts';
import { registerAdminRoutes } from './admins/index.ts';
import { registerCourseRoutes } from './courses/index.ts';
import { registerEnrollmentRoutes } from './enrollments/index.ts';
import { registerFileRoutes } from './files/index.ts';
import { registerGroupCategoryRoutes } from './group-categories/index.ts';
import { registerGroupMembershipRoutes } from './group-memberships/index.ts';
import { registerGroupRoutes } from './groups/index.ts';
import { registerHealthRoutes } from './health/index.ts';
import { registerLoginRoutes } from './logins/index.ts';
import { registerObserveeRoutes } from './observees/index.ts';
import { registerProgressRoutes } from './progress/index.ts';
import { registerReportRoutes } from './reports/index.ts';
import { registerRoleRoutes } from './roles/index.ts';
import { registerSectionRoutes } from './sections/index.ts';
import { registerSisImportRoutes } from './sis-imports/index.ts';
import { registerTermRoutes } from './terms/index.ts';
import { registerUploadRoutes } from './uploads/index.ts';
import { registerUserRoutes } from './users/index.ts';
import { registerWebhookRoutes } from './webhooks/index.ts';

/** Every route of the server, a line per resource. */
export function registerRoutes(app: FastifyInstance, context: ServerContext): void {
  registerSisImportRoutes(app, context);
  registerWebhookRoutes(app, context);
  registerAccountRoutes(app, context);
  registerTermRoutes(app, context);
  registerAdminRoutes(app, context);
  registerRoleRoutes(app, context);
  registerCourseRoutes(app, context);
  registerSectionRoutes(app, context);
  registerUserRoutes(app, context);
  registerEnrollmentRoutes(app, context);
  registerGroupCategoryRoutes(app, context);
  registerGroupRoutes(app, context);
  registerGroupMembershipRoutes(app, context);
  registerLoginRoutes(app, context);
  registerObserveeRoutes(app, context);
  registerProgressRoutes(app, context);
  registerReportRoutes(app, context);
  registerFileRoutes(app, context);
  registerUploadRoutes(app, context);
  registerHealthRoutes(app, context);
}
