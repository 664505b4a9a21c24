import type { RosterRecord } from '../../db/index.ts';
import type { RosterEdit } from '../edit-roster.ts';
import type { Place } from '../importers/group-place.ts';
import {
  faultOfSet,
  type SetFault,
  saveSet,
  type WantedSet,
  wantSetsOfName,
} from '../importers/group-set.ts';
import { isSisIdTaken } from './find-record.ts';

type Category = RosterRecord<'group_categories'>;

/** What a person may say of a group category; what is left out stays as it is. */
export interface GroupCategoryFields {
  readonly name?: string;
  readonly sis_id?: string | null;
  readonly auto_leader?: string | null;
  readonly group_limit?: number | null;
}

/** Why a group category is not as a person wants it. */
export type GroupCategoryFault = SetFault | 'gone' | 'place_gone' | 'built_in' | 'sis_id_taken';

async function isPlaceGone(roster: RosterEdit, { account_id, course_id }: Place): Promise<boolean> {
  await roster.lookUp((want) => {
    want('accounts', 'by_id', account_id);
    want('courses', 'by_id', course_id);
  });
  const { found } = roster;
  const place = found.byId('accounts', account_id) ?? found.byId('courses', course_id);
  return place === undefined || place.workflow_state === 'deleted';
}

/** Looks up a group category that a person may change; hands out the fault when there is none. */
async function findOpen(roster: RosterEdit, id: number): Promise<Category | 'gone' | 'built_in'> {
  await roster.lookUp((want) => want('group_categories', 'by_id', id));
  const category = roster.found.byId('group_categories', id);
  if (category?.kind !== 'group' || category.workflow_state !== 'active') return 'gone';
  return category.role === null ? category : 'built_in';
}

/** What a set of groups may be called. */
async function nameFault(
  roster: RosterEdit,
  set: WantedSet,
  existing: Category | undefined,
): Promise<SetFault | null> {
  await roster.lookUp((want) => wantSetsOfName(set.place, set.name, want));
  return faultOfSet(set, existing, roster.found);
}

/** Plans a group category in an account or a course and hands out its id. */
export async function planGroupCategory(
  roster: RosterEdit,
  place: Place,
  { name, sis_id = null, ...rest }: GroupCategoryFields & { readonly name: string },
): Promise<{ readonly id: number } | { readonly fault: GroupCategoryFault }> {
  if (await isPlaceGone(roster, place)) return { fault: 'place_gone' };
  const set: WantedSet = { kind: 'group', place, name, workflow_state: 'active', sis_id };
  const fault = await nameFault(roster, set, undefined);
  if (fault !== null) return { fault };
  if (await isSisIdTaken(roster, 'group_categories', sis_id)) return { fault: 'sis_id_taken' };
  await roster.reserve({ group_categories: 1 });
  const made = saveSet(set, undefined, roster.plan);
  roster.plan.update('group_categories', made, rest);
  return { id: made.id };
}

/** Plans new values of a group category; hands out what is in the way, null when nothing is. */
export async function planGroupCategoryChange(
  roster: RosterEdit,
  id: number,
  { sis_id, ...fields }: GroupCategoryFields,
): Promise<GroupCategoryFault | null> {
  const category = await findOpen(roster, id);
  if (typeof category === 'string') return category;
  const name = fields.name ?? category.name;
  const set: WantedSet = { kind: 'group', place: category, name, workflow_state: 'active', sis_id: null };
  const fault = await nameFault(roster, set, category);
  if (fault !== null) return fault;
  const saved = roster.plan.update('group_categories', category, fields);
  if (sis_id === undefined || sis_id === category.sis_id) return null;
  if (await isSisIdTaken(roster, 'group_categories', sis_id)) return 'sis_id_taken';
  roster.plan.setIds('group_categories', saved, { sis_id });
  return null;
}

/** Plans the end of a group category with its groups; hands out what is in the way, null when nothing is. */
export async function planGroupCategoryDeletion(
  roster: RosterEdit,
  id: number,
): Promise<GroupCategoryFault | null> {
  const category = await findOpen(roster, id);
  if (typeof category === 'string') return category;
  roster.plan.update('group_categories', category, { workflow_state: 'deleted' });
  roster.plan.also('delete_category_groups', id);
  return null;
}
