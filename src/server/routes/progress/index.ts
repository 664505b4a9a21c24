import type { FastifyInstance } from 'fastify';
import { endpoints, type Progress } from '../../../api/index.ts';
import { failProgress, findProgress, type ProgressRow } from '../../../db/index.ts';
import { checkRights } from '../../auth/open-account.ts';
import type { ServerContext } from '../../context.ts';
import { type Call, defineRoute, numericId } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { textField } from '../../fields.ts';
import { presentProgress } from '../../presenters/present-progress.ts';

/** The account whose admins may look at the work: the one it is about, else the root account. */
function accountOf({ root_account_id, context_type, context_id }: ProgressRow) {
  return { root_account_id, id: context_type === 'Account' ? context_id : root_account_id };
}

/** The Progress in the path, for whoever asked for the work and for admins of what it is about. */
async function openProgress(call: Call): Promise<ProgressRow> {
  const progress = await findProgress(call.context.database.pool, numericId(call, 'id', 'progress'));
  if (progress === null) throw unknownRecord('progress');
  if (progress.user_id !== call.viewer.user_id) await checkRights(call, accountOf(progress));
  return progress;
}

/** Shows how far some work has come. */
async function showProgress(call: Call): Promise<Progress> {
  return presentProgress(await openProgress(call), call.request);
}

/** Stops work that has not ended yet. */
async function cancelProgress(call: Call): Promise<Progress> {
  const progress = await openProgress(call);
  const message = textField(call.parameters, 'message') ?? null;
  const failed = await failProgress(call.context.database.pool, progress, message);
  return presentProgress(failed ?? (await openProgress(call)), call.request);
}

/** The routes of work that goes on after its request has been answered. */
export function registerProgressRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.showProgress, showProgress);
  defineRoute(app, context, endpoints.cancelProgress, cancelProgress);
}
