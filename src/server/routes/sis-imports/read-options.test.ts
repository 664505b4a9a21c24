import { describe, expect, it } from 'vitest';
import { defaultImportOptions, type ImportOptions } from '../../../api/index.ts';
import { ApiError } from '../../errors.ts';
import { parseUrlEncoded } from '../../parameters.ts';
import { readImportOptions } from './read-options.ts';

const read = (query: string) =>
  readImportOptions(parseUrlEncoded(query), async (id) => (id === 'sis_term_id:F26' ? 5 : null));

const term = 'batch_mode_term_id=sis_term_id:F26';
const multi = 'multi_term_batch_mode';
const series = 'diffing_data_set_identifier';

describe('readImportOptions', () => {
  const accepted: readonly [string, Partial<ImportOptions>][] = [
    ['', {}],
    ['import_type=instructure_csv&skip_deletes=0&update_sis_id_if_login_claimed=no', {}],
    // The first that applies wins: batch mode for a term, for the upload's terms, diffing.
    [`batch_mode=true&${term}`, { batch_mode: true, batch_mode_term_id: 5 }],
    [`batch_mode=true&${term}&${multi}=true&${series}=nightly`, { batch_mode: true, batch_mode_term_id: 5 }],
    [term, {}],
    [`batch_mode=false&${term}`, {}],
    [`${multi}=true&change_threshold=100`, { batch_mode: true, [multi]: true, change_threshold: 100 }],
    [`${multi}=false&change_threshold=5`, { batch_mode: true, [multi]: false, change_threshold: 5 }],
    [
      `batch_mode=true&${multi}=1&change_threshold=0`,
      { batch_mode: true, [multi]: true, change_threshold: 0 },
    ],
    [
      `${term}&${multi}=true&change_threshold=5&${series}=x`,
      { batch_mode: true, [multi]: true, change_threshold: 5 },
    ],
    [`${series}=nightly`, { [series]: 'nightly', diffing_remaster_data_set: false }],
    [
      `${series}=nightly&diffing_remaster_data_set=1`,
      { [series]: 'nightly', diffing_remaster_data_set: true },
    ],
    ['diffing_remaster_data_set=true', {}],
    [`${series}=%F0%9F%90%9F`, { [series]: '🐟', diffing_remaster_data_set: false }],
    [`${series}=+`, {}],
    ['add_sis_stickiness=true&clear_sis_stickiness=true', {}],
    [
      'override_sis_stickiness=true&clear_sis_stickiness=true',
      { override_sis_stickiness: true, clear_sis_stickiness: true },
    ],
    ['diffing_drop_status=deleted_last_completed', { diffing_drop_status: 'deleted_last_completed' }],
    ['diffing_user_remove_status=suspended', { diffing_user_remove_status: 'suspended' }],
    ['batch_mode_enrollment_drop_status=inactive', { batch_mode_enrollment_drop_status: 'inactive' }],
    ['diff_row_count_threshold=10', { diff_row_count_threshold: 10 }],
    ['diff_row_count_threshold=0', {}],
    ['diff_row_count_threshold=-5', {}],
    ['change_threshold=&diffing_drop_status=', {}],
  ];
  it.each(accepted)('%s', async (query, expected) => {
    expect(await read(query)).toStrictEqual({ ...defaultImportOptions, ...expected });
  });

  it('holds 128 characters of an identifier, however many bytes they take', async () => {
    const identifier = '🐟'.repeat(128);
    expect((await read(`${series}=${encodeURIComponent(identifier)}`))[series]).toBe(identifier);
    await expect(read(`${series}=${encodeURIComponent(`${identifier}x`)}`)).rejects.toMatchObject({
      code: 'too_long',
    });
  });

  it.each([
    ['batch_mode=true', 'batch_mode_without_term'],
    ['batch_mode=true&batch_mode_term_id=', 'batch_mode_without_term'],
    ['batch_mode=true&batch_mode_term_id=6', 'unknown_record'],
    [`batch_mode=true&batch_mode_term_id=6&${multi}=true&change_threshold=5`, 'unknown_record'],
    [`${multi}=true`, 'multi_term_without_threshold'],
    [`${multi}=`, 'multi_term_without_threshold'],
    ['change_threshold=20%25', 'not_an_integer'],
    ['change_threshold=1.5', 'not_an_integer'],
    ['change_threshold=99999999999', 'not_an_integer'],
    ['diff_row_count_threshold=many', 'not_an_integer'],
    ['diffing_drop_status=Deleted', 'invalid_value'],
    ['diffing_user_remove_status=inactive', 'invalid_value'],
    ['batch_mode_enrollment_drop_status=deleted_last_completed', 'invalid_value'],
    ['import_type=csv', 'unknown_import_type'],
  ])('refuses %s', async (query, code) => {
    const error = await read(query).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code });
  });
});
