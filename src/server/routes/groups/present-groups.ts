import type { Group, User } from '../../../api/index.ts';
import {
  findGroup,
  findGroupCategories,
  findUserSummaries,
  type GroupRow,
  listMembersOfGroups,
} from '../../../db/index.ts';
import type { OpenedObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { listParameter } from '../../parameters.ts';
import { presentGroup } from '../../presenters/present-group.ts';
import { presentGroupCategory } from '../../presenters/present-group-category.ts';
import { presentUser } from '../../presenters/present-user.ts';
import { baseUrl } from '../../public-url.ts';

/** The tenant of groups, and what the viewer may do with them. */
type Place = Pick<OpenedObject, 'root_account_id' | 'rights'>;

/** The members of each group by name. */
async function membersOf(
  call: Pick<Call, 'context'>,
  { root_account_id, rights }: Place,
  rows: readonly GroupRow[],
): Promise<ReadonlyMap<number, readonly User[]>> {
  const { pool } = call.context.database;
  const members = await listMembersOfGroups(
    pool,
    root_account_id,
    rows.map(({ id }) => id),
  );
  const user_ids = [...new Set(members.map(({ user_id }) => user_id))];
  const summaries = await findUserSummaries(pool, root_account_id, user_ids);
  const users = new Map(summaries.map((user) => [user.id, presentUser(user, rights)]));
  const lists = new Map<number, User[]>(rows.map(({ id }) => [id, []]));
  for (const { group_id, user_id } of members) {
    const user = users.get(user_id);
    if (user) lists.get(group_id)?.push(user);
  }
  return lists;
}

/** Groups of one place as the API shows them, with what the request asks to include. */
export async function presentGroups(
  call: Pick<Call, 'context' | 'request' | 'parameters' | 'viewer'>,
  place: Place,
  rows: readonly GroupRow[],
): Promise<readonly Group[]> {
  const { root_account_id, rights } = place;
  const { pool } = call.context.database;
  const include = new Set(listParameter(call.parameters, 'include'));
  const with_users = include.has('users') && rights.may('read_roster');
  const category_ids = include.has('group_category')
    ? rows.flatMap(({ group_category_id }) => group_category_id ?? [])
    : [];
  const [users, categories] = await Promise.all([
    membersOf(call, place, with_users ? rows : []),
    findGroupCategories(pool, root_account_id, call.viewer.user_id, category_ids),
  ]);
  const shown = new Map(categories.map((row) => [row.id, presentGroupCategory(row, rights, null)]));
  return rows.map((row) =>
    presentGroup(row, rights, baseUrl(call.request), {
      ...(with_users ? { users: users.get(row.id) ?? [] } : {}),
      ...(include.has('group_category')
        ? { group_category: shown.get(row.group_category_id ?? 0) ?? null }
        : {}),
    }),
  );
}

/** A group as it is now. */
export async function answerGroup(
  call: Pick<Call, 'context' | 'request' | 'parameters' | 'viewer'>,
  place: Place,
  id: number,
): Promise<Group> {
  const row = await findGroup(call.context.database.pool, place.root_account_id, id);
  const [group] = row === null ? [] : await presentGroups(call, place, [row]);
  if (group === undefined) throw unknownRecord('group');
  return group;
}
