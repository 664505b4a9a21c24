import type { Report } from '../../api/index.ts';
import { type AccountReportRow, findStoredFiles, findUserSummaries } from '../../db/index.ts';
import type { Call } from '../define-route.ts';
import { fileLinksFor } from '../file-links.ts';
import { presentFile } from './present-file.ts';
import { presentUser } from './present-user.ts';
import type { SisRights } from './sis-fields.ts';

/** Runs of reports of one tenant as the API shows them; reads their files and people in one go. */
export async function presentReports(
  call: Pick<Call, 'context' | 'request'>,
  root_account_id: number,
  rights: SisRights,
  rows: readonly AccountReportRow[],
): Promise<readonly Report[]> {
  const { pool } = call.context.database;
  const file_ids = rows.flatMap(({ stored_file_id }) => stored_file_id ?? []);
  const user_ids = [...new Set(rows.flatMap(({ user_id }) => user_id ?? []))];
  const [files, users, links] = await Promise.all([
    findStoredFiles(pool, root_account_id, file_ids),
    findUserSummaries(pool, root_account_id, user_ids),
    fileLinksFor(call.context, call.request),
  ]);
  return rows.map((row) => {
    const file = files.find(({ id }) => id === row.stored_file_id);
    const starter = users.find(({ id }) => id === row.user_id);
    return {
      id: row.id,
      progress: row.progress,
      parameters: row.parameters,
      current_line: row.current_line,
      status: row.status,
      report: row.report,
      created_at: row.created_at,
      started_at: row.started_at,
      ended_at: row.ended_at,
      file_url: file === undefined ? null : links(file),
      ...(file === undefined ? {} : { attachment: presentFile(file, links) }),
      ...(row.message === null ? {} : { message: row.message }),
      ...(starter === undefined ? {} : { user: presentUser(starter, rights) }),
    };
  });
}
