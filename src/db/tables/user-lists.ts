import type { Queryable } from '../queryable.ts';
import type { Page } from './accounts.ts';
import { accountsWithin } from './accounts-within.ts';
import { searchPattern } from './search-pattern.ts';
import { matchesSearch, searchedUserIds } from './user-search.ts';
import { emailOfUser } from './users.ts';

/** Which people of an account or a course to list, and in which order. */
export interface PeopleFilter {
  /** Part of a name, login, id or address; null: everybody. */
  readonly search_term: string | null;
  /** SIS ids and integration ids are searched, too. */
  readonly search_sis_ids: boolean;
  /** People with these ids alone; null: everybody. */
  readonly user_ids: readonly number[] | null;
  /** Base types of enrollments, of which one is enough; empty: whatever they are. */
  readonly enrollment_types: readonly string[];
  readonly sort: PeopleSort;
  readonly descending: boolean;
}

/** By what people can be listed. */
export type PeopleSort = 'username' | 'email' | 'sis_id' | 'integration_id' | 'last_login';

const ofBestLogin = (column: string) => `(select p.${column} from pseudonyms p
  where p.root_account_id = u.root_account_id and p.user_id = u.id and p.sis_id is not null
    and p.workflow_state <> 'deleted'
  order by p.workflow_state = 'suspended', p.id limit 1)`;

// Nobody has signed in to rollcall, so that the time of the last login leaves the order to the names.
const sortColumns: Readonly<Record<PeopleSort, string | null>> = {
  username: null,
  email: `lower(${emailOfUser})`,
  sis_id: ofBestLogin('sis_id'),
  integration_id: ofBestLogin('integration_id'),
  last_login: null,
};

/** People without what the list is sorted by come last, whichever way it goes. */
function orderBy({ sort, descending }: PeopleFilter): string {
  const column = sortColumns[sort];
  const direction = descending ? 'desc' : 'asc';
  const name = `lower(u.sortable_name) ${direction}, u.id ${direction}`;
  return column === null ? name : `${column} ${direction} nulls last, ${name}`;
}

// Concluded courses keep their people.
const enrolled = (more = '') => `select e.user_id from courses c
    join enrollments e on e.root_account_id = $1 and e.course_id = c.id
      and e.workflow_state not in ('deleted', 'rejected') ${more}
    where c.root_account_id = $1 and c.account_id in (select id from tree)`;

const admins = `select au.user_id from account_users au
    where au.root_account_id = $1 and au.workflow_state = 'active' and au.account_id in (select id from tree)`;

const holdsLogin = `exists (select from pseudonyms p
    where p.root_account_id = $1 and p.user_id = u.id and p.workflow_state <> 'deleted')`;

/**
 * The ids of an account's living people: of a root account those with a live login, of every account those enrolled
 * in a course of it or below it, and its admins.
 *
 * Reads the tenant's people whole, whatever the page: a hundred thousand take some tenths of a second. An index by name
 * would be written with every imported person to be read by this list alone.
 */
export async function listAccountUserIds(
  db: Queryable,
  account: { readonly root_account_id: number; readonly id: number },
  filter: PeopleFilter,
  page: Page,
): Promise<readonly number[]> {
  const belongs = account.id === account.root_account_id ? holdsLogin : `u.id in (${enrolled()})`;
  const found = await db.query<{ id: number }>(
    `with tree as materialized ${accountsWithin('array[$2]')}
     select u.id from users u
     where u.root_account_id = $1 and u.workflow_state <> 'deleted'
       and (${belongs} or u.id in (${admins}))
       and (cardinality($3::text[]) = 0 or u.id in (${enrolled('and e.type = any($3::text[])')}))
       and ($4::text is null or u.id in (${searchedUserIds('$4', '$6::bool')}))
       and ($5::int8[] is null or u.id = any($5::int8[]))
     order by ${orderBy(filter)} limit $7 offset $8`,
    [
      account.root_account_id,
      account.id,
      filter.enrollment_types,
      filter.search_term === null ? null : searchPattern(filter.search_term),
      filter.user_ids,
      filter.search_sis_ids,
      page.limit,
      page.offset,
    ],
  );
  return found.rows.map(({ id }) => id);
}

/** The ids of the living people who have an enrollment of one of the types and states in a course. */
export async function listCourseUserIds(
  db: Queryable,
  course: { readonly root_account_id: number; readonly id: number },
  filter: PeopleFilter & {
    readonly enrollment_states: readonly string[];
    readonly role_ids: readonly number[];
  },
  page: Page,
): Promise<readonly number[]> {
  const found = await db.query<{ id: number }>(
    `select u.id from users u
     where u.root_account_id = $1 and u.workflow_state <> 'deleted'
       and u.id in (select e.user_id from enrollments e
         where e.root_account_id = $1 and e.course_id = $2 and e.workflow_state = any($9::text[])
           and (cardinality($3::text[]) = 0 or e.type = any($3::text[]))
           and (cardinality($10::int8[]) = 0 or e.role_id = any($10::int8[])))
       and ($4::text is null or ${matchesSearch('$4', '$6::bool')})
       and ($5::int8[] is null or u.id = any($5::int8[]))
     order by ${orderBy(filter)} limit $7 offset $8`,
    [
      course.root_account_id,
      course.id,
      filter.enrollment_types,
      filter.search_term === null ? null : searchPattern(filter.search_term),
      filter.user_ids,
      filter.search_sis_ids,
      page.limit,
      page.offset,
      filter.enrollment_states,
      filter.role_ids,
    ],
  );
  return found.rows.map(({ id }) => id);
}

/** The ids of the living people whose membership in a group is accepted. */
export async function listGroupMemberIds(
  db: Queryable,
  group: { readonly root_account_id: number; readonly id: number },
  filter: PeopleFilter,
  page: Page,
): Promise<readonly number[]> {
  const found = await db.query<{ id: number }>(
    `select u.id from users u
     where u.root_account_id = $1 and u.workflow_state <> 'deleted'
       and u.id in (select m.user_id from group_memberships m
         where m.root_account_id = $1 and m.group_id = $2 and m.workflow_state = 'accepted')
       and ($3::text is null or ${matchesSearch('$3', '$5::bool')})
       and ($4::int8[] is null or u.id = any($4::int8[]))
     order by ${orderBy(filter)} limit $6 offset $7`,
    [
      group.root_account_id,
      group.id,
      filter.search_term === null ? null : searchPattern(filter.search_term),
      filter.user_ids,
      filter.search_sis_ids,
      page.limit,
      page.offset,
    ],
  );
  return found.rows.map(({ id }) => id);
}
