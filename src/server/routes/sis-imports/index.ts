import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { abortAllPendingSisImports, abortSisImport } from './abort.ts';
import { approveSisImport } from './approve.ts';
import { registerCreateSisImport } from './create.ts';
import { listAccountSisImportErrors, listSisImportErrors } from './errors.ts';
import { streamAccountImportEvents, streamImportEvents } from './events.ts';
import { listAllSisImports, listImportingSisImports } from './list.ts';
import { downloadSisImportPlan, listSisImportPlan } from './plan.ts';
import { restoreSisImportStates } from './restore-states.ts';
import { showSisImport } from './show.ts';
import { undoSisImport } from './undo.ts';

/** The routes of SIS imports. */
export function registerSisImportRoutes(app: FastifyInstance, context: ServerContext): void {
  registerCreateSisImport(app, context);
  defineRoute(app, context, endpoints.listSisImports, listAllSisImports);
  defineRoute(app, context, endpoints.listImportingSisImports, listImportingSisImports);
  defineRoute(app, context, endpoints.showSisImport, showSisImport);
  defineRoute(app, context, endpoints.listSisImportErrors, listSisImportErrors);
  defineRoute(app, context, endpoints.listAccountSisImportErrors, listAccountSisImportErrors);
  defineRoute(app, context, endpoints.abortSisImport, abortSisImport);
  defineRoute(app, context, endpoints.abortAllPendingSisImports, abortAllPendingSisImports);
  defineRoute(app, context, endpoints.listSisImportPlan, listSisImportPlan);
  defineRoute(app, context, endpoints.downloadSisImportPlan, downloadSisImportPlan);
  defineRoute(app, context, endpoints.approveSisImport, approveSisImport);
  defineRoute(app, context, endpoints.restoreSisImportStates, restoreSisImportStates);
  defineRoute(app, context, endpoints.undoSisImport, undoSisImport);
  defineRoute(app, context, endpoints.streamAccountImportEvents, streamAccountImportEvents);
  defineRoute(app, context, endpoints.streamImportEvents, streamImportEvents);
}
