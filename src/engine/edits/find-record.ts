import type { RosterRecord } from '../../db/index.ts';
import type { RosterEdit } from '../edit-roster.ts';

/** Looks up an object of the tenant that is not deleted; null when there is none. */
export async function findLiving<
  T extends 'accounts' | 'enrollment_terms' | 'course_sections' | 'pseudonyms',
>(roster: RosterEdit, table: T, id: number): Promise<RosterRecord<T> | null> {
  await roster.lookUp((want) => want(table, 'by_id', id));
  const record = roster.found.byId(table, id);
  // Every one of these tables has the column, which the compiler does not see through `T`.
  const { workflow_state } = (record ?? {}) as { readonly workflow_state?: string };
  return record === undefined || workflow_state === 'deleted' ? null : record;
}

/** Looks up whether an object holds the SIS ID, a deleted one too; that with `own_id` may. */
export async function isSisIdTaken(
  roster: RosterEdit,
  table: 'accounts' | 'enrollment_terms' | 'groups' | 'group_categories',
  sis_id: string | null,
  own_id?: number,
): Promise<boolean> {
  await roster.lookUp((want) => want(table, 'by_sis_id', sis_id));
  const holder = roster.found.one(table, 'by_sis_id', sis_id);
  return holder !== undefined && holder.id !== own_id;
}
