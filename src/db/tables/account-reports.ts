import { onlyRow, type Queryable } from '../queryable.ts';
import type { Page } from './accounts.ts';

export type AccountReportStatus =
  | 'created'
  | 'running'
  | 'compiling'
  | 'complete'
  | 'error'
  | 'aborted'
  | 'deleted';

/** A run of a report. */
export interface AccountReportRow {
  readonly id: number;
  readonly root_account_id: number;
  readonly account_id: number;
  readonly user_id: number | null;
  readonly report: string;
  readonly status: AccountReportStatus;
  /** 0-100. */
  readonly progress: number;
  /** As sent. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
  /** Rows written. */
  readonly current_line: number | null;
  readonly message: string | null;
  readonly stored_file_id: number | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

/** The key of a run. */
export type AccountReportKey = Pick<AccountReportRow, 'root_account_id' | 'id'>;

/** The runs of one report in one account. */
export type AccountReportKind = Pick<AccountReportRow, 'root_account_id' | 'account_id' | 'report'>;

const columns = `id, root_account_id, account_id, user_id, report, status, progress, parameters, current_line, message,
  stored_file_id, created_at, started_at, ended_at`;

// What has neither ended nor been ended; only such a run may still change by itself.
const UNDER_WAY = `status in ('created', 'running', 'compiling')`;

/** A new run in status `created`. */
export async function insertAccountReport(
  db: Queryable,
  made: AccountReportKind & Pick<AccountReportRow, 'user_id' | 'parameters'>,
): Promise<AccountReportRow> {
  const { rows } = await db.query<AccountReportRow>(
    `insert into account_reports (root_account_id, account_id, user_id, report, parameters)
     values ($1, $2, $3, $4, $5) returning ${columns}`,
    [
      made.root_account_id,
      made.account_id,
      made.user_id,
      made.report,
      made.parameters === null ? null : JSON.stringify(made.parameters),
    ],
  );
  return onlyRow(rows);
}

/** A run that is not deleted, null when there is none. */
export async function findAccountReport(
  db: Queryable,
  { root_account_id, account_id, report }: AccountReportKind,
  id: number,
): Promise<AccountReportRow | null> {
  const { rows } = await db.query<AccountReportRow>(
    `select ${columns} from account_reports
     where root_account_id = $1 and id = $2 and account_id = $3 and report = $4 and status <> 'deleted'`,
    [root_account_id, id, account_id, report],
  );
  return rows[0] ?? null;
}

/** The runs that are not deleted, newest first. */
export async function listAccountReports(
  db: Queryable,
  { root_account_id, account_id, report }: AccountReportKind,
  page: Page,
): Promise<readonly AccountReportRow[]> {
  const { rows } = await db.query<AccountReportRow>(
    `select ${columns} from account_reports
     where root_account_id = $1 and account_id = $2 and report = $3 and status <> 'deleted'
     order by id desc limit $4 offset $5`,
    [root_account_id, account_id, report, page.limit, page.offset],
  );
  return rows;
}

/** The newest run of each report in an account that is not deleted. */
export async function lastAccountReports(
  db: Queryable,
  { root_account_id, account_id }: Omit<AccountReportKind, 'report'>,
): Promise<readonly AccountReportRow[]> {
  const { rows } = await db.query<AccountReportRow>(
    `select distinct on (report) ${columns} from account_reports
     where root_account_id = $1 and account_id = $2 and status <> 'deleted' order by report, id desc`,
    [root_account_id, account_id],
  );
  return rows;
}

/** Begins a run, again if it was begun before; null when it has ended or been stopped meanwhile. */
export async function beginAccountReport(
  db: Queryable,
  { root_account_id, id }: AccountReportKey,
): Promise<AccountReportRow | null> {
  const { rows } = await db.query<AccountReportRow>(
    `update account_reports set status = 'running', progress = 0, current_line = 0,
       started_at = coalesce(started_at, clock_timestamp())
     where root_account_id = $1 and id = $2 and ${UNDER_WAY} returning ${columns}`,
    [root_account_id, id],
  );
  return rows[0] ?? null;
}

/** Notes how far a run is; false when it shall stop. */
export async function noteAccountReportProgress(
  db: Queryable,
  { root_account_id, id }: AccountReportKey,
  at: Pick<AccountReportRow, 'progress' | 'current_line'>,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update account_reports set progress = $3, current_line = $4 where root_account_id = $1 and id = $2 and ${UNDER_WAY}`,
    [root_account_id, id, at.progress, at.current_line],
  );
  return rowCount === 1;
}

/** Ends a run that did its work, with its file if it made one; false when it was stopped meanwhile. */
export async function completeAccountReport(
  db: Queryable,
  { root_account_id, id }: AccountReportKey,
  made: Pick<AccountReportRow, 'stored_file_id' | 'current_line'>,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update account_reports set status = 'complete', progress = 100, current_line = $3, stored_file_id = $4,
       ended_at = clock_timestamp()
     where root_account_id = $1 and id = $2 and ${UNDER_WAY}`,
    [root_account_id, id, made.current_line, made.stored_file_id],
  );
  return rowCount === 1;
}

/** Ends a run that failed. */
export async function failAccountReport(
  db: Queryable,
  { root_account_id, id }: AccountReportKey,
  message: string,
): Promise<void> {
  await db.query(
    `update account_reports set status = 'error', message = $3, ended_at = clock_timestamp()
     where root_account_id = $1 and id = $2 and ${UNDER_WAY}`,
    [root_account_id, id, message],
  );
}

/** Stops a run; null when it has ended already. */
export async function abortAccountReport(
  db: Queryable,
  { root_account_id, id }: AccountReportKey,
): Promise<AccountReportRow | null> {
  const { rows } = await db.query<AccountReportRow>(
    `update account_reports set status = 'aborted', ended_at = clock_timestamp()
     where root_account_id = $1 and id = $2 and ${UNDER_WAY} returning ${columns}`,
    [root_account_id, id],
  );
  return rows[0] ?? null;
}

/** Deletes a run, stopping it if need be; its file is the caller's to remove. Null when another was faster. */
export async function deleteAccountReport(
  db: Queryable,
  { root_account_id, id }: AccountReportKey,
): Promise<AccountReportRow | null> {
  const { rows } = await db.query<AccountReportRow>(
    `update account_reports set status = 'deleted', ended_at = coalesce(ended_at, clock_timestamp())
     where root_account_id = $1 and id = $2 and status <> 'deleted' returning ${columns}`,
    [root_account_id, id],
  );
  return rows[0] ?? null;
}
