import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { abortReport } from './abort.ts';
import { deleteReport } from './delete.ts';
import { listReportRuns } from './list.ts';
import { listReports } from './list-kinds.ts';
import { showReport } from './show.ts';
import { startReport } from './start.ts';

/** The routes of account reports. */
export function registerReportRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listReports, listReports);
  defineRoute(app, context, endpoints.startReport, startReport);
  defineRoute(app, context, endpoints.listReportRuns, listReportRuns);
  defineRoute(app, context, endpoints.showReport, showReport);
  defineRoute(app, context, endpoints.deleteReport, deleteReport);
  defineRoute(app, context, endpoints.abortReport, abortReport);
}
