import type { Report } from '../../../api/index.ts';
import { insertAccountReport, inTransaction } from '../../../db/index.ts';
import type { Call } from '../../define-route.ts';
import { enqueueReport } from '../../jobs/run-report.ts';
import { groupParameter } from '../../parameters.ts';
import { findReportTerm } from '../../reports/find-report-term.ts';
import { answerRun, openReport } from './open-report.ts';

/** Starts a run; it exists and is queued, or neither. */
export async function startReport(call: Call): Promise<Report | undefined> {
  const opened = await openReport(call);
  const { kind } = opened;
  const { user_id } = call.viewer;
  const { pool } = call.context.database;
  const parameters = groupParameter(call.parameters, 'parameters');
  // A term that does not exist would end the run in an error; better to hear it now.
  await findReportTerm(pool, { root_account_id: kind.root_account_id, user_id }, parameters);
  const run = await inTransaction(pool, async (client) => {
    const made = await insertAccountReport(client, { ...kind, user_id, parameters });
    await enqueueReport(client, made);
    return made;
  });
  return answerRun(call, opened, run);
}
