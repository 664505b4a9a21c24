import type { Report } from '../../../api/index.ts';
import {
  type AccountReportRow,
  deleteAccountReport,
  deleteStoredFile,
  findStoredFiles,
  inTransaction,
  type StoredFileRow,
} from '../../../db/index.ts';
import type { ServerContext } from '../../context.ts';
import type { Call } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { answerRun, openRun } from './open-report.ts';

/** Deletes a run and its file; one under way is stopped. */
export async function deleteReport(call: Call): Promise<Report | undefined> {
  const opened = await openRun(call);
  const { run, file } = await forget(call.context, opened.run);
  if (run === null) throw unknownRecord('report');
  if (file !== undefined) await call.context.storage.remove(file.storage_key);
  return answerRun(call, opened, run);
}

interface Forgotten {
  readonly run: AccountReportRow | null;
  readonly file: StoredFileRow | undefined;
}

async function forget(
  { database }: ServerContext,
  { root_account_id, id }: AccountReportRow,
): Promise<Forgotten> {
  return inTransaction(database.pool, async (client) => {
    // The run as it is now: it may have got its file since it was looked up.
    const run = await deleteAccountReport(client, { root_account_id, id });
    const [file] = await findStoredFiles(client, root_account_id, [run?.stored_file_id ?? []].flat());
    if (file !== undefined) await deleteStoredFile(client, root_account_id, file.id);
    return { run, file };
  });
}
