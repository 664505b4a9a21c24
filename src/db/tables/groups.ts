import type { Queryable } from '../queryable.ts';
import type { Page } from './accounts.ts';
import type { GroupPlace } from './group-categories.ts';
import { inheritedDefault } from './inherited-default.ts';
import { newestImport } from './newest-import.ts';

/** A group as the API reads it, with what its place, category and leader lend to it. Differentiation tags are none. */
export interface GroupRow {
  readonly id: number;
  readonly root_account_id: number;
  /** Null in a course. */
  readonly account_id: number | null;
  /** Null in an account. */
  readonly course_id: number | null;
  /** Null in the built-in set of the place. */
  readonly group_category_id: number | null;
  readonly name: string;
  readonly description: string | null;
  readonly join_level: string;
  readonly is_public: boolean;
  readonly max_membership: number | null;
  readonly workflow_state: string;
  readonly sis_id: string | null;
  /** The newest import that was about the group. */
  readonly sis_import_id: number | null;
  readonly created_at: string;
  readonly context_name: string;
  readonly concluded: boolean;
  readonly storage_quota_mb: number;
  /** Of the category. */
  readonly role: string | null;
  readonly members_count: number;
  readonly leader_id: number | null;
  readonly leader_name: string | null;
}

const columns = `t.id, t.root_account_id, t.account_id, t.course_id, t.group_category_id, t.name, t.description,
  t.join_level, t.is_public, coalesce(t.max_membership, k.group_limit) as max_membership, t.workflow_state, t.sis_id,
  t.created_at, coalesce(c.name, c.course_code, a.name) as context_name,
  coalesce(c.workflow_state = 'completed', false) as concluded,
  ${inheritedDefault('default_group_storage_quota_mb', 'a')} as storage_quota_mb,
  case when t.group_category_id is not null then k.role when t.course_id is null then 'communities'
    else 'student_organized' end as role,
  ${newestImport('groups', 't')},
  (select count(*) from group_memberships m
   where m.root_account_id = $1 and m.group_id = t.id and m.workflow_state = 'accepted') as members_count,
  t.leader_id, coalesce(u.short_name, u.name) as leader_name`;

/** What a group `t` of the tenant $1 hangs on. */
const surroundings = `left join courses c on c.root_account_id = $1 and c.id = t.course_id
  join accounts a on a.root_account_id = $1 and a.id = coalesce(t.account_id, c.account_id)
  left join group_categories k on k.root_account_id = $1 and k.id = t.group_category_id
  left join users u on u.root_account_id = $1 and u.id = t.leader_id`;

/** Groups by the names of their categories, those of the built-in set first, and their own. */
const ORDER = 'lower(k.name) nulls first, lower(t.name), t.id';

/** The living groups right in an account or a course. */
export async function listGroups(db: Queryable, place: GroupPlace, page: Page): Promise<readonly GroupRow[]> {
  const found = await db.query<GroupRow>(
    `select ${columns} from (
       select t.* from groups t
       left join group_categories k on k.root_account_id = $1 and k.id = t.group_category_id
       where t.root_account_id = $1 and t.${place.kind}_id = $2 and t.kind = 'group' and t.workflow_state <> 'deleted'
       order by ${ORDER} limit $3 offset $4
     ) t ${surroundings} order by ${ORDER}`,
    [place.root_account_id, place.id, page.limit, page.offset],
  );
  return found.rows;
}

/** The living groups of categories by name; `page` cuts out a part of them. */
export async function listGroupsOfCategories(
  db: Queryable,
  root_account_id: number,
  category_ids: readonly number[],
  page: Page | null,
): Promise<readonly GroupRow[]> {
  if (category_ids.length === 0) return [];
  const found = await db.query<GroupRow>(
    `select ${columns} from (
       select * from groups
       where root_account_id = $1 and group_category_id = any($2::int8[]) and kind = 'group'
         and workflow_state <> 'deleted'
       order by lower(name), id limit $3 offset $4
     ) t ${surroundings} order by lower(t.name), t.id`,
    [root_account_id, category_ids, page?.limit ?? null, page?.offset ?? 0],
  );
  return found.rows;
}

/** A group of a tenant, deleted ones included; null when there is none. */
export async function findGroup(
  db: Queryable,
  root_account_id: number,
  id: number,
): Promise<GroupRow | null> {
  const found = await db.query<GroupRow>(
    `select ${columns} from groups t ${surroundings}
     where t.root_account_id = $1 and t.id = $2 and t.kind = 'group'`,
    [root_account_id, id],
  );
  return found.rows[0] ?? null;
}

/** What only the API keeps of a group; what is left out stays as it is. */
export interface GroupExtras {
  readonly description?: string | null;
  readonly join_level?: string;
  readonly is_public?: boolean;
}

/** Writes what only the API keeps of a group. */
export async function updateGroupExtras(
  client: Queryable,
  root_account_id: number,
  id: number,
  extras: GroupExtras,
): Promise<void> {
  const names = (['description', 'join_level', 'is_public'] as const).filter((name) => name in extras);
  if (names.length === 0) return;
  const sets = names.map((name, at) => `${name} = $${at + 3}`);
  await client.query(
    `update groups set ${sets.join(', ')}, updated_at = now() where root_account_id = $1 and id = $2`,
    [root_account_id, id, ...names.map((name) => extras[name])],
  );
}
