import { randomInt } from 'node:crypto';
import {
  type AccountReportKey,
  type AccountReportRow,
  beginAccountReport,
  completeAccountReport,
  type Database,
  deleteStoredFile,
  failAccountReport,
  findAccount,
  insertStoredFile,
  inTransaction,
  noteAccountReportProgress,
  type Queryable,
} from '../../db/index.ts';
import { findReportDefinition, planReport, type ReportPlan } from '../../engine/index.ts';
import { enqueue, JobLost, type QueueLog, type Task, type TaskContext } from '../../queue/index.ts';
import type { Storage } from '../../storage/index.ts';
import { findReportTerm } from '../reports/find-report-term.ts';
import { type ReportProgress, type WrittenReport, writeReport } from '../reports/write-report.ts';

export interface RunReportOptions {
  readonly database: Database;
  readonly storage: Storage;
  readonly log: QueueLog;
  /** How often to write down how far a report is, and to see whether somebody stopped it; default 500 ms. */
  readonly watch_ms?: number;
}

export const run_report_task = 'run_report';

// A report that takes its worker down each time shall not do so for ever.
const max_attempts = 5;

/** Sees to it that a report is run, as part of the caller's transaction. Those of one tenant take turns. */
export async function enqueueReport(db: Queryable, { root_account_id, id }: AccountReportKey): Promise<void> {
  const queue_name = `reports:${root_account_id}`;
  await enqueue(db, run_report_task, { root_account_id, id }, { queue_name, max_attempts });
}

/** Somebody aborted or deleted the report while it ran. */
class ReportStopped extends Error {
  override readonly name = 'ReportStopped';
}

/** The task that runs one report. One that was interrupted is run again from the beginning. */
export function makeRunReport(options: RunReportOptions): Task {
  const { database, log } = options;
  return async (payload, context) => {
    const key = readKey(payload);
    const report = await beginAccountReport(database.pool, key);
    if (report === null) return;
    try {
      await runReport(options, report, context);
    } catch (error) {
      if (error instanceof ReportStopped) return;
      if (context.signal.aborted || error instanceof JobLost) throw error;
      const error_report_id = randomInt(2 ** 47);
      log.error({ err: error, ...key, error_report_id }, 'The report failed.');
      const message = `The report failed; the server's log knows more under the report id ${error_report_id}.`;
      await failAccountReport(database.pool, key, message);
    }
  };
}

async function runReport(
  { database, storage, log, watch_ms = 500 }: RunReportOptions,
  report: AccountReportRow,
  context: TaskContext,
): Promise<void> {
  const plan = await planRun(database.pool, report);
  const progress: ReportProgress = { files: 0, rows: 0 };
  const stopped = new AbortController();
  const watch = setInterval(() => {
    noteProgress(database.pool, report, plan, progress).then(
      (goes_on) => goes_on || stopped.abort(new ReportStopped()),
      (err: unknown) => log.warn({ err, report_id: report.id }, 'could not note how far a report is'),
    );
  }, watch_ms);
  const { root_account_id, id } = report;
  try {
    const written = await writeReport({ database, storage }, plan, {
      time_zone: await timeZoneOf(database.pool, report),
      made_at: new Date(report.created_at),
      storage_key: `reports/${root_account_id}/${id}`,
      signal: AbortSignal.any([context.signal, stopped.signal]),
      progress,
    });
    if (await keepReport(database, report, written, progress.rows, context)) return;
    if (written !== null) await storage.remove(written.storage_key);
  } catch (error) {
    stopped.signal.throwIfAborted();
    throw error;
  } finally {
    clearInterval(watch);
  }
}

async function planRun(db: Queryable, report: AccountReportRow): Promise<ReportPlan> {
  const definition = findReportDefinition(report.report);
  if (definition === null) throw new Error(`There is no report ${report.report}.`);
  const enrollment_term_id = await findReportTerm(db, report, report.parameters);
  return planReport(definition, report.parameters ?? {}, { ...report, enrollment_term_id });
}

/** In which zone the account's files show times. */
async function timeZoneOf(db: Queryable, report: AccountReportRow): Promise<string> {
  const account = await findAccount(db, report.root_account_id, report.account_id);
  return account?.default_time_zone ?? 'Etc/UTC';
}

/** Writes down how far the report is; false when it shall not go on. */
function noteProgress(
  db: Queryable,
  report: AccountReportRow,
  plan: ReportPlan,
  { files, rows }: ReportProgress,
): Promise<boolean> {
  const progress = Math.floor((99 * files) / Math.max(1, plan.files.length));
  return noteAccountReportProgress(db, report, { progress, current_line: rows });
}

/** Ends the report with its file; false when it was stopped meanwhile. */
async function keepReport(
  database: Database,
  report: AccountReportRow,
  written: WrittenReport | null,
  current_line: number,
  context: TaskContext,
): Promise<boolean> {
  return inTransaction(database.pool, async (client) => {
    await context.hold(client);
    const stored_file_id = written === null ? null : await insertFile(client, report, written);
    const kept = await completeAccountReport(client, report, { stored_file_id, current_line });
    if (!kept && stored_file_id !== null)
      await deleteStoredFile(client, report.root_account_id, stored_file_id);
    return kept;
  });
}

async function insertFile(
  client: Queryable,
  report: AccountReportRow,
  { storage_key, content_type, size_bytes, extension }: WrittenReport,
): Promise<number> {
  const day = report.created_at.slice(0, 10);
  const file = await insertStoredFile(client, {
    root_account_id: report.root_account_id,
    storage_key,
    display_name: `${report.report}_${day}_${report.id}.${extension}`,
    content_type,
    size_bytes,
  });
  return file.id;
}

function readKey(payload: unknown): AccountReportKey {
  if (typeof payload === 'object' && payload !== null && 'root_account_id' in payload && 'id' in payload) {
    const { root_account_id, id } = payload;
    if (typeof root_account_id === 'number' && typeof id === 'number') return { root_account_id, id };
  }
  throw new Error(`A job of the task ${run_report_task} names no report.`);
}
