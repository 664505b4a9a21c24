import type { AccountRights } from '../auth/open-account.ts';

/** What decides whether an object's SIS fields are shown. */
export type SisRights = Pick<AccountRights, 'may'>;

/** Whether the viewer may see the ids that objects have in the SIS, and so look for them. */
export function seesSisIds({ may }: SisRights): boolean {
  return may('read_sis') || may('manage_sis');
}

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
  return seesSisIds(rights) ? ids : {};
}
