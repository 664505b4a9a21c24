import type { Report } from '../../../api/index.ts';
import { listAccountReports } from '../../../db/index.ts';
import type { Call } from '../../define-route.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { presentReports } from '../../presenters/present-report.ts';
import { openReport } from './open-report.ts';

/** Lists the runs of a report, newest first. */
export async function listReportRuns(call: Call): Promise<readonly Report[]> {
  const { kind, rights } = await openReport(call);
  const page = readPage(call.parameters);
  const rows = await listAccountReports(call.context.database.pool, kind, page);
  return presentReports(call, kind.root_account_id, rights, sendPage(call.request, call.reply, page, rows));
}
