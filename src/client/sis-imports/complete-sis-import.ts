import { endStates, type SisImport } from '../../api/index.ts';

/** What older releases leave out, as newer ones show it where nothing was asked for. */
const unsaid = {
  started_at: null,
  ended_at: null,
  batch_mode: null,
  batch_mode_term_id: null,
  multi_term_batch_mode: null,
  override_sis_stickiness: null,
  add_sis_stickiness: null,
  clear_sis_stickiness: null,
  update_sis_id_if_login_claimed: null,
  skip_deletes: null,
  diffing_data_set_identifier: null,
  diffing_remaster: null,
  diffed_against_import_id: null,
  diffing_drop_status: null,
  diffing_user_remove_status: null,
  change_threshold: null,
  diff_row_count_threshold: null,
} as const satisfies Partial<SisImport>;

/** An import with every key that is always there in the newest release. */
export function completeSisImport(shown: SisImport): SisImport {
  return {
    ...unsaid,
    ...shown,
    updated_at: shown.updated_at ?? shown.created_at,
    progress: shown.progress ?? 0,
    data: shown.data ?? { import_type: 'instructure_csv' },
  };
}

/** Whether an import has ended, well or badly. A state that is not known yet has if it says when. */
export function hasEnded({ workflow_state, ended_at, progress }: SisImport): boolean {
  if (endStates.some((state) => state === workflow_state)) return true;
  const known = ['initializing', 'created', 'importing', 'cleanup_batch', 'restoring'];
  return !known.includes(workflow_state) && (ended_at ?? null) !== null && progress === 100;
}

/** Whether an import waits for a person to approve of it: it has applied nothing, and will not by itself. */
export function isHeld({ workflow_state, data }: SisImport): boolean {
  return workflow_state === 'created' && data.hold !== undefined && data.hold.approved_at === undefined;
}
