import {
  defaultImportOptions,
  type ImportOptionName,
  type ImportOptions,
  importOptions,
} from '../../../api/index.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import { isTrue, type ParameterRecord, textParameter } from '../../parameters.ts';

/** Finds the internal id of a living term of the account; null when it has none. */
export type FindTerm = (id: string) => Promise<number | null>;

const MAX_INT4 = 2 ** 31 - 1;

function wordOf<N extends ImportOptionName>(
  parameters: ParameterRecord,
  parameter: N,
): (typeof importOptions)[N] extends { readonly values: readonly (infer V)[] } ? V | null : never {
  const { values = [] } = importOptions[parameter] as { readonly values?: readonly string[] };
  const value = textParameter(parameters, parameter);
  if (value !== null && !values.includes(value)) {
    throw new ApiError('invalid_value', { params: { parameter, value, values: values.join(', ') } });
  }
  return value as never;
}

function integerOf(parameters: ParameterRecord, parameter: ImportOptionName): number | null {
  const value = textParameter(parameters, parameter);
  if (value === null) return null;
  const number = Number(value);
  if (!/^[+-]?\d+$/.test(value) || Math.abs(number) > MAX_INT4) {
    throw new ApiError('not_an_integer', { params: { parameter, value } });
  }
  return number;
}

function identifierOf(parameters: ParameterRecord): string | null {
  const parameter = 'diffing_data_set_identifier';
  const { max_length } = importOptions[parameter];
  const identifier = textParameter(parameters, parameter);
  if (identifier !== null && [...identifier].length > max_length) {
    throw new ApiError('too_long', { params: { parameter, max_length } });
  }
  return identifier;
}

type Scope = Pick<
  ImportOptions,
  | 'batch_mode'
  | 'batch_mode_term_id'
  | 'multi_term_batch_mode'
  | 'diffing_data_set_identifier'
  | 'diffing_remaster_data_set'
>;

/**
 * Decides between batch mode for a term, batch mode for the upload's terms, and diffing; the first that applies
 * makes the others count as not given.
 */
async function scopeOf(
  parameters: ParameterRecord,
  change_threshold: number | null,
  findTerm: FindTerm,
): Promise<Scope> {
  const nothing: Scope = defaultImportOptions;
  const term = textParameter(parameters, 'batch_mode_term_id');
  const is_batch = isTrue(parameters.batch_mode);
  if (is_batch && term !== null) {
    const batch_mode_term_id = await findTerm(term);
    if (batch_mode_term_id === null) throw unknownRecord('term');
    return { ...nothing, batch_mode: true, batch_mode_term_id };
  }
  // Canvas: any value of `multi_term_batch_mode`, even false, turns batch mode on.
  if (parameters.multi_term_batch_mode !== undefined && parameters.multi_term_batch_mode !== null) {
    if (change_threshold === null) throw new ApiError('multi_term_without_threshold');
    const multi_term_batch_mode = isTrue(parameters.multi_term_batch_mode);
    return { ...nothing, batch_mode: true, multi_term_batch_mode };
  }
  if (is_batch) throw new ApiError('batch_mode_without_term');
  const diffing_data_set_identifier = identifierOf(parameters);
  if (diffing_data_set_identifier === null) return nothing;
  const diffing_remaster_data_set = isTrue(parameters.diffing_remaster_data_set);
  return { ...nothing, diffing_data_set_identifier, diffing_remaster_data_set };
}

/** Reads the options of an import as they are stored. Throws what is wrong with them; stores nothing. */
export async function readImportOptions(
  parameters: ParameterRecord,
  findTerm: FindTerm,
): Promise<ImportOptions> {
  const import_type = textParameter(parameters, 'import_type');
  if (import_type !== null && import_type !== 'instructure_csv') {
    throw new ApiError('unknown_import_type', { params: { import_type } });
  }
  const statuses = {
    diffing_drop_status: wordOf(parameters, 'diffing_drop_status'),
    diffing_user_remove_status: wordOf(parameters, 'diffing_user_remove_status'),
    batch_mode_enrollment_drop_status: wordOf(parameters, 'batch_mode_enrollment_drop_status'),
  };
  const change_threshold = integerOf(parameters, 'change_threshold');
  const row_threshold = integerOf(parameters, 'diff_row_count_threshold');
  const override = isTrue(parameters.override_sis_stickiness);
  const flag = (name: ImportOptionName): true | null => (isTrue(parameters[name]) ? true : null);
  return {
    ...(await scopeOf(parameters, change_threshold, findTerm)),
    skip_deletes: isTrue(parameters.skip_deletes),
    override_sis_stickiness: override ? true : null,
    add_sis_stickiness: override ? flag('add_sis_stickiness') : null,
    clear_sis_stickiness: override ? flag('clear_sis_stickiness') : null,
    update_sis_id_if_login_claimed: isTrue(parameters.update_sis_id_if_login_claimed),
    ...statuses,
    change_threshold,
    diff_row_count_threshold: row_threshold !== null && row_threshold > 0 ? row_threshold : null,
    dry_run: flag('dry_run'),
    hold: wordOf(parameters, 'hold'),
  };
}
