import type { AccountRights } from '../auth/open-account.ts';

/** What decides whether an object's SIS fields are shown. */
export type SisRights = Pick<AccountRights, 'may'>;

/**
 * The SIS fields of an object as far as the viewer may see them: ids with `read_sis` or `manage_sis`, the import
 * that was last about it with `manage_sis`.
 */
export function sisFields<T extends object>(
  rights: SisRights,
  ids: T,
  sis_import_id: number | null,
): Partial<T> | (T & { readonly sis_import_id: number | null }) {
  if (rights.may('manage_sis')) return { ...ids, sis_import_id };
  return rights.may('read_sis') ? ids : {};
}
