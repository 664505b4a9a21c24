import type { ValueParameter } from './define-endpoint.ts';

/** An option of an import: a parameter of the create call that is stored with the import. */
export interface ImportOption extends ValueParameter {
  /**
   * What a boolean is stored and shown as. `true_or_null`: null when off. `true_or_false`: false when not
   * asked for. `three_way`: null when not asked for.
   */
  readonly stored?: 'true_or_null' | 'true_or_false' | 'three_way';
}

/** The options of an import, in the order of the reference page. */
export const importOptions = {
  batch_mode: {
    kind: 'boolean',
    stored: 'true_or_null',
    summary:
      'Afterwards removes what earlier imports managed in the term and this one does not mention; needs `batch_mode_term_id` or `multi_term_batch_mode`.',
  },
  batch_mode_term_id: { kind: 'id', summary: 'The term that batch mode works on.' },
  multi_term_batch_mode: {
    kind: 'boolean',
    stored: 'three_way',
    summary: 'Batch mode over every term of the upload’s terms file; needs `change_threshold`.',
  },
  skip_deletes: {
    kind: 'boolean',
    stored: 'true_or_false',
    summary: 'Leaves out every row that asks for a delete.',
  },
  override_sis_stickiness: {
    kind: 'boolean',
    stored: 'true_or_null',
    summary: 'Writes over fields that were changed by hand.',
  },
  add_sis_stickiness: {
    kind: 'boolean',
    stored: 'true_or_null',
    summary: 'Makes the fields that this import changes stick; only with `override_sis_stickiness`.',
  },
  clear_sis_stickiness: {
    kind: 'boolean',
    stored: 'true_or_null',
    summary: 'Removes stickiness from every object that is saved; only with `override_sis_stickiness`.',
  },
  update_sis_id_if_login_claimed: {
    kind: 'boolean',
    stored: 'true_or_false',
    summary: 'Gives an active login the `user_id` of the row that names it, although it has another one.',
  },
  diffing_data_set_identifier: {
    kind: 'string',
    max_length: 128,
    summary:
      'Names the series of imports this one belongs to; only the changes within the series are applied.',
  },
  diffing_remaster_data_set: {
    kind: 'boolean',
    stored: 'three_way',
    summary: 'Applies the whole upload and makes it the base that the series is compared with from now on.',
  },
  diffing_drop_status: {
    kind: 'string',
    values: ['deleted', 'completed', 'inactive', 'deleted_last_completed'],
    summary: 'What an enrollment that is missing from the series’ newest upload becomes.',
  },
  diffing_user_remove_status: {
    kind: 'string',
    values: ['deleted', 'suspended'],
    summary: 'What a user who is missing from the series’ newest upload becomes.',
  },
  batch_mode_enrollment_drop_status: {
    kind: 'string',
    values: ['deleted', 'completed', 'inactive'],
    summary: 'What batch mode makes of the enrollments it removes.',
  },
  change_threshold: {
    kind: 'integer',
    summary:
      'The percentage of change beyond which batch mode stops and diffing gives way to the whole upload.',
  },
  diff_row_count_threshold: {
    kind: 'integer',
    summary: 'The number of changed rows beyond which diffing gives way to the whole upload.',
  },
  dry_run: {
    kind: 'boolean',
    stored: 'true_or_null',
    summary: 'Computes all that the import would do, applies nothing, and serves it as the import’s plan.',
  },
  hold: {
    kind: 'string',
    values: ['on', 'off'],
    summary:
      'Stops the import before anything is applied if it would delete, conclude or change more than the limits of the account allow; unset: as the account’s setting `hold` says.',
  },
} as const satisfies Readonly<Record<string, ImportOption>>;

export type ImportOptionName = keyof typeof importOptions;

type StoredOf<O extends ImportOption> = O extends { readonly stored: 'true_or_null' }
  ? true | null
  : O extends { readonly stored: 'true_or_false' }
    ? boolean
    : O extends { readonly stored: 'three_way' }
      ? boolean | null
      : O extends { readonly values: readonly (infer V)[] }
        ? V | null
        : O['kind'] extends 'integer' | 'id'
          ? number | null
          : string | null;

/**
 * The options as they are stored in `sis_imports.options`: every key is there, `batch_mode_term_id` is the
 * term's internal id.
 */
export type ImportOptions = {
  readonly [K in ImportOptionName]: StoredOf<(typeof importOptions)[K]>;
};

/** What is stored when nothing was asked for. */
export const defaultImportOptions: ImportOptions = {
  batch_mode: null,
  batch_mode_term_id: null,
  multi_term_batch_mode: null,
  skip_deletes: false,
  override_sis_stickiness: null,
  add_sis_stickiness: null,
  clear_sis_stickiness: null,
  update_sis_id_if_login_claimed: false,
  diffing_data_set_identifier: null,
  diffing_remaster_data_set: null,
  diffing_drop_status: null,
  diffing_user_remove_status: null,
  batch_mode_enrollment_drop_status: null,
  change_threshold: null,
  diff_row_count_threshold: null,
  dry_run: null,
  hold: null,
};
