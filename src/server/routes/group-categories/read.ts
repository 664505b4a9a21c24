import type { GroupCategory } from '../../../api/index.ts';
import {
  findGroupCategories,
  type GroupCategoryRow,
  type GroupPlace,
  type GroupRow,
  listGroupCategories,
  listGroupsOfCategories,
} from '../../../db/index.ts';
import { openAccount } from '../../auth/open-account.ts';
import { type OpenedObject, openObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { listParameter } from '../../parameters.ts';
import { presentGroup } from '../../presenters/present-group.ts';
import { presentGroupCategory } from '../../presenters/present-group-category.ts';
import { baseUrl } from '../../public-url.ts';
import { wordParameter } from '../../words.ts';

/** The tenant of group categories, and what the viewer may do with them. */
type Place = Pick<OpenedObject, 'root_account_id' | 'rights'>;

async function presentAll(
  call: Call,
  { root_account_id, rights }: Place,
  rows: readonly GroupCategoryRow[],
): Promise<readonly GroupCategory[]> {
  const with_groups = listParameter(call.parameters, 'include').includes('groups');
  const ids = with_groups ? rows.map(({ id }) => id) : [];
  const groups = await listGroupsOfCategories(call.context.database.pool, root_account_id, ids, null);
  const show = (group: GroupRow) => presentGroup(group, rights, baseUrl(call.request));
  return rows.map((row) => {
    const own = groups.filter(({ group_category_id }) => group_category_id === row.id);
    return presentGroupCategory(row, rights, with_groups ? own.map(show) : null);
  });
}

async function sendCategories(
  call: Call,
  place: Place,
  { kind, id }: Pick<GroupPlace, 'kind' | 'id'>,
): Promise<readonly GroupCategory[]> {
  const page = readPage(call.parameters);
  const { root_account_id } = place;
  const asked = wordParameter(call.parameters, 'collaboration_state', [
    'collaborative',
    'non_collaborative',
    'all',
  ]);
  const rows =
    asked === 'non_collaborative'
      ? []
      : await listGroupCategories(
          call.context.database.pool,
          { root_account_id, kind, id },
          call.viewer.user_id,
          page,
        );
  return presentAll(call, place, sendPage(call.request, call.reply, page, rows));
}

/** Lists the group categories right in an account. */
export async function listAccountGroupCategories(call: Call): Promise<readonly GroupCategory[]> {
  const { account, rights } = await openAccount(call);
  const { root_account_id, id } = account;
  return sendCategories(call, { root_account_id, rights }, { kind: 'account', id });
}

/** Lists the group categories of a course. */
export async function listCourseGroupCategories(call: Call): Promise<readonly GroupCategory[]> {
  const course = await openObject(call, 'course');
  return sendCategories(call, course, { kind: 'course', id: course.id });
}

/** A group category as it is now. */
export async function answerGroupCategory(call: Call, place: Place, id: number): Promise<GroupCategory> {
  const { pool } = call.context.database;
  const rows = await findGroupCategories(pool, place.root_account_id, call.viewer.user_id, [id]);
  const [category] = await presentAll(call, place, rows);
  if (category === undefined) throw unknownRecord('group category');
  return category;
}

/** Shows a group category. */
export async function showGroupCategory(call: Call): Promise<GroupCategory> {
  const category = await openObject(call, 'group_category', 'id');
  return answerGroupCategory(call, category, category.id);
}
