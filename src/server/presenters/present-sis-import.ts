import type { File, ImportData, ImportOptions, ShownOptions, SisImport, User } from '../../api/index.ts';
import {
  findStoredFiles,
  findUserSummaries,
  type SisImportRow,
  type StoredFileRow,
  type UserSummaryRow,
} from '../../db/index.ts';
import type { AccountRights } from '../auth/open-account.ts';
import type { Call } from '../define-route.ts';
import { type FileLinks, fileLinksFor } from '../file-links.ts';
import { presentFile } from './present-file.ts';
import { presentImportData } from './present-import-data.ts';
import { presentUser } from './present-user.ts';
import type { SisRights } from './sis-fields.ts';

/** What an import's object holds beside its own row. */
interface Surroundings {
  readonly files: ReadonlyMap<number, StoredFileRow>;
  readonly users: ReadonlyMap<number, UserSummaryRow>;
  readonly links: FileLinks;
  readonly rights: SisRights;
}

const dataOf = (row: SisImportRow): ImportData => row.data as unknown as ImportData;

function fileIdsOf(row: SisImportRow): readonly number[] {
  const {
    downloadable_attachment_ids = [],
    diffed_attachment_ids = [],
    diffed_zip_attachment_id,
  } = dataOf(row);
  const others = [diffed_zip_attachment_id ?? [], row.errors_file_id ?? []];
  return [...downloadable_attachment_ids, ...diffed_attachment_ids, ...others.flat()];
}

function byId<T extends { readonly id: number }>(rows: readonly T[]): ReadonlyMap<number, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** Imports of one tenant as the API shows them; reads their files and people in one go. */
export async function presentSisImports(
  call: Pick<Call, 'context' | 'request'>,
  root_account_id: number,
  rights: Pick<AccountRights, 'may'>,
  rows: readonly SisImportRow[],
): Promise<readonly SisImport[]> {
  const { pool } = call.context.database;
  const user_ids = [...new Set(rows.flatMap(({ user_id }) => user_id ?? []))];
  const [files, users, links] = await Promise.all([
    findStoredFiles(pool, root_account_id, rows.flatMap(fileIdsOf)),
    findUserSummaries(pool, root_account_id, user_ids),
    fileLinksFor(call.context, call.request),
  ]);
  const around = { files: byId(files), users: byId(users), links, rights };
  return rows.map((row) => presentSisImport(row, around));
}

// The options of an import that never got any are all null, also those that are otherwise true or false.
function optionsOf(row: SisImportRow): {
  readonly [K in Exclude<keyof ImportOptions, 'dry_run' | 'hold'>]: ImportOptions[K] | null;
} {
  const stored = row.options as Partial<ImportOptions>;
  return {
    batch_mode: stored.batch_mode ?? null,
    batch_mode_term_id: stored.batch_mode_term_id ?? null,
    multi_term_batch_mode: stored.multi_term_batch_mode ?? null,
    skip_deletes: stored.skip_deletes ?? null,
    override_sis_stickiness: stored.override_sis_stickiness ?? null,
    add_sis_stickiness: stored.add_sis_stickiness ?? null,
    clear_sis_stickiness: stored.clear_sis_stickiness ?? null,
    update_sis_id_if_login_claimed: stored.update_sis_id_if_login_claimed ?? null,
    diffing_data_set_identifier: stored.diffing_data_set_identifier ?? null,
    diffing_remaster_data_set: stored.diffing_remaster_data_set ?? null,
    diffing_drop_status: stored.diffing_drop_status ?? null,
    diffing_user_remove_status: stored.diffing_user_remove_status ?? null,
    batch_mode_enrollment_drop_status: stored.batch_mode_enrollment_drop_status ?? null,
    change_threshold: stored.change_threshold ?? null,
    diff_row_count_threshold: stored.diff_row_count_threshold ?? null,
  };
}

/** The option keys in the order in which Canvas sends them. */
function presentOptions(row: SisImportRow): ShownOptions {
  const options = optionsOf(row);
  return {
    batch_mode: options.batch_mode,
    batch_mode_term_id: options.batch_mode_term_id,
    multi_term_batch_mode: options.multi_term_batch_mode,
    override_sis_stickiness: options.override_sis_stickiness,
    add_sis_stickiness: options.add_sis_stickiness,
    update_sis_id_if_login_claimed: options.update_sis_id_if_login_claimed,
    clear_sis_stickiness: options.clear_sis_stickiness,
    diffing_data_set_identifier: options.diffing_data_set_identifier,
    diffing_remaster: options.diffing_remaster_data_set,
    diffed_against_import_id: dataOf(row).diffed_against_sis_batch_id ?? null,
    diffing_drop_status: options.diffing_drop_status,
    diffing_user_remove_status: options.diffing_user_remove_status,
    skip_deletes: options.skip_deletes,
    change_threshold: options.change_threshold,
    diff_row_count_threshold: options.diff_row_count_threshold,
  };
}

function presentSisImport(row: SisImportRow, around: Surroundings): SisImport {
  return {
    id: row.id,
    created_at: row.created_at,
    started_at: row.started_at,
    ended_at: row.ended_at,
    updated_at: row.updated_at,
    progress: row.progress,
    workflow_state: row.workflow_state,
    data: presentImportData(dataOf(row)),
    ...presentOptions(row),
    ...presentResults(row),
    ...presentFiles(row, around),
    ...presentStarter(row, around),
  };
}

function presentResults(
  row: SisImportRow,
): Pick<SisImport, 'diffing_threshold_exceeded' | 'processing_errors' | 'processing_warnings'> {
  const { diffing_data_set_identifier = null } = row.options as Partial<ImportOptions>;
  return {
    ...(diffing_data_set_identifier === null
      ? {}
      : { diffing_threshold_exceeded: row.options.diffing_threshold_exceeded === true }),
    ...(row.processing_errors.length === 0 ? {} : { processing_errors: row.processing_errors }),
    ...(row.processing_warnings.length === 0 ? {} : { processing_warnings: row.processing_warnings }),
  };
}

function presentFiles(
  row: SisImportRow,
  { files, links }: Surroundings,
): Pick<SisImport, 'errors_attachment' | 'csv_attachments' | 'diffed_csv_attachments' | 'diffed_attachment'> {
  const {
    downloadable_attachment_ids = [],
    diffed_attachment_ids = [],
    diffed_zip_attachment_id,
  } = dataOf(row);
  const present = (ids: readonly number[]): readonly File[] =>
    ids.flatMap((id) => files.get(id) ?? []).map((file) => presentFile(file, links));
  const [errors_attachment] = present(row.errors_file_id === null ? [] : [row.errors_file_id]);
  const [diffed_attachment] = present(
    diffed_zip_attachment_id === undefined ? [] : [diffed_zip_attachment_id],
  );
  const csv_attachments = present(downloadable_attachment_ids);
  const diffed_csv_attachments = present(diffed_attachment_ids);
  return {
    ...(errors_attachment === undefined ? {} : { errors_attachment }),
    ...(csv_attachments.length === 0 ? {} : { csv_attachments }),
    ...(diffed_csv_attachments.length === 0 ? {} : { diffed_csv_attachments }),
    ...(diffed_attachment === undefined ? {} : { diffed_attachment }),
  };
}

function presentStarter(row: SisImportRow, { users, rights }: Surroundings): { readonly user?: User } {
  const starter = row.user_id === null ? undefined : users.get(row.user_id);
  return starter === undefined ? {} : { user: presentUser(starter, rights) };
}
