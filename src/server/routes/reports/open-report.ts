import type { Report } from '../../../api/index.ts';
import { type AccountReportKind, type AccountReportRow, findAccountReport } from '../../../db/index.ts';
import { findReportDefinition } from '../../../engine/index.ts';
import { type OpenedAccount, openAccount } from '../../auth/open-account.ts';
import { type Call, numericId } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { presentReports } from '../../presenters/present-report.ts';

/** A report of an account that the viewer may run reports in. */
export interface OpenedReport extends OpenedAccount {
  /** The key of the report's runs. */
  readonly kind: AccountReportKind;
}

/** The report in the path: 404 when there is none of that name. */
export async function openReport(call: Call): Promise<OpenedReport> {
  const opened = await openAccount(call);
  const report = findReportDefinition(call.path.report ?? '');
  if (report === null) throw unknownRecord('report');
  const { id: account_id, root_account_id } = opened.account;
  return { ...opened, kind: { root_account_id, account_id, report: report.name } };
}

/** A run of a report that the path names. */
export interface OpenedRun extends OpenedReport {
  readonly run: AccountReportRow;
}

/** The run in the path: 404 when there is none or it is deleted. */
export async function openRun(call: Call): Promise<OpenedRun> {
  const opened = await openReport(call);
  const id = numericId(call, 'id', 'report');
  const run = await findAccountReport(call.context.database.pool, opened.kind, id);
  if (run === null) throw unknownRecord('report');
  return { ...opened, run };
}

/** A run as the answer to a call. */
export async function answerRun(
  call: Call,
  { kind, rights }: OpenedReport,
  run: AccountReportRow,
): Promise<Report | undefined> {
  const [shown] = await presentReports(call, kind.root_account_id, rights, [run]);
  return shown;
}
