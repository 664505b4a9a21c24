import type { Queryable } from '../queryable.ts';
import type { Page } from './accounts.ts';
import { newestImport } from './newest-import.ts';

/** A group category as the API reads it. Sets of differentiation tags are none. */
export interface GroupCategoryRow {
  readonly id: number;
  readonly root_account_id: number;
  /** Null in a course. */
  readonly account_id: number | null;
  /** Null in an account. */
  readonly course_id: number | null;
  readonly name: string;
  readonly role: string | null;
  readonly workflow_state: string;
  readonly self_signup: string | null;
  readonly auto_leader: string | null;
  readonly group_limit: number | null;
  readonly sis_id: string | null;
  /** The newest import that was about the category. */
  readonly sis_import_id: number | null;
  readonly created_at: string;
  /** Of groups that are not deleted. */
  readonly groups_count: number;
  /** Whether the viewer is in one of its groups. */
  readonly is_member: boolean;
}

/** Where groups and group categories lie. */
export interface GroupPlace {
  readonly root_account_id: number;
  readonly kind: 'account' | 'course';
  readonly id: number;
}

// $2 is the viewer.
const columns = `t.id, t.root_account_id, t.account_id, t.course_id, t.name, t.role, t.workflow_state, t.self_signup,
  t.auto_leader, t.group_limit, t.sis_id, t.created_at,
  ${newestImport('group_categories', 't')},
  (select count(*) from groups g
   where g.root_account_id = $1 and g.group_category_id = t.id and g.workflow_state <> 'deleted') as groups_count,
  exists (select from group_memberships m
    join groups g on g.root_account_id = $1 and g.id = m.group_id and g.group_category_id = t.id
    where m.root_account_id = $1 and m.user_id = $2 and m.workflow_state = 'accepted') as is_member`;

/** The living group categories right in an account or a course, by id. */
export async function listGroupCategories(
  db: Queryable,
  place: GroupPlace,
  viewer_id: number,
  page: Page,
): Promise<readonly GroupCategoryRow[]> {
  const found = await db.query<GroupCategoryRow>(
    `select ${columns} from (
       select * from group_categories
       where root_account_id = $1 and ${place.kind}_id = $3 and kind = 'group' and workflow_state <> 'deleted'
       order by id limit $4 offset $5
     ) t order by t.id`,
    [place.root_account_id, viewer_id, place.id, page.limit, page.offset],
  );
  return found.rows;
}

/** Group categories by id, deleted ones included, in any order. */
export async function findGroupCategories(
  db: Queryable,
  root_account_id: number,
  viewer_id: number,
  ids: readonly number[],
): Promise<readonly GroupCategoryRow[]> {
  if (ids.length === 0) return [];
  const found = await db.query<GroupCategoryRow>(
    `select ${columns} from group_categories t
     where t.root_account_id = $1 and t.id = any($3::int8[]) and t.kind = 'group'`,
    [root_account_id, viewer_id, ids],
  );
  return found.rows;
}

/** Writes what only the API keeps of a group category. */
export async function updateGroupCategoryExtras(
  client: Queryable,
  root_account_id: number,
  id: number,
  { self_signup }: { readonly self_signup?: string | null },
): Promise<void> {
  if (self_signup === undefined) return;
  await client.query(
    'update group_categories set self_signup = $3, updated_at = now() where root_account_id = $1 and id = $2',
    [root_account_id, id, self_signup],
  );
}
