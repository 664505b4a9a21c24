import type { Group, UserDetails } from '../../../api/index.ts';
import {
  type GroupRow,
  listGroupMemberIds,
  listGroups,
  listGroupsOfCategories,
  type Page,
} from '../../../db/index.ts';
import { openAccount } from '../../auth/open-account.ts';
import { type OpenedObject, openObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { seesSisIds } from '../../presenters/sis-fields.ts';
import { readSearchTerm } from '../../search-term.ts';
import { searchPeople } from '../users/people-filter.ts';
import { presentPeople } from '../users/present-people.ts';
import { answerGroup, presentGroups } from './present-groups.ts';

async function sendGroups(
  call: Call,
  place: Pick<OpenedObject, 'root_account_id' | 'rights'>,
  list: (page: Page) => Promise<readonly GroupRow[]>,
): Promise<readonly Group[]> {
  const page = readPage(call.parameters);
  return presentGroups(call, place, sendPage(call.request, call.reply, page, await list(page)));
}

/** Lists the groups right in an account. */
export async function listAccountGroups(call: Call): Promise<readonly Group[]> {
  const { account, rights } = await openAccount(call);
  const { root_account_id, id } = account;
  return sendGroups(call, { root_account_id, rights }, (page) =>
    listGroups(call.context.database.pool, { root_account_id, kind: 'account', id }, page),
  );
}

/** Lists the groups of a course. */
export async function listCourseGroups(call: Call): Promise<readonly Group[]> {
  const course = await openObject(call, 'course');
  const { root_account_id, id } = course;
  return sendGroups(call, course, (page) =>
    listGroups(call.context.database.pool, { root_account_id, kind: 'course', id }, page),
  );
}

/** Lists the groups of a group category. */
export async function listCategoryGroups(call: Call): Promise<readonly Group[]> {
  const category = await openObject(call, 'group_category', 'id');
  return sendGroups(call, category, (page) =>
    listGroupsOfCategories(call.context.database.pool, category.root_account_id, [category.id], page),
  );
}

/** Shows a group. */
export async function showGroup(call: Call): Promise<Group> {
  const group = await openObject(call, 'group', 'id');
  return answerGroup(call, group, group.id);
}

/** Lists the members of a group. */
export async function listGroupUsers(call: Call): Promise<readonly UserDetails[]> {
  const group = await openObject(call, 'group');
  const page = readPage(call.parameters);
  const filter = {
    search_term: readSearchTerm(call.parameters),
    search_sis_ids: seesSisIds(group.rights),
    user_ids: null,
    enrollment_types: [],
    sort: 'username',
    descending: false,
  } as const;
  const ids = await searchPeople(filter, page, (chosen, part) =>
    listGroupMemberIds(call.context.database.pool, group, chosen, part),
  );
  return presentPeople(call, group, sendPage(call.request, call.reply, page, ids), new Set());
}
