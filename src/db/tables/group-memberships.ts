import type { Queryable } from '../queryable.ts';
import type { Page } from './accounts.ts';
import { newestImport } from './newest-import.ts';

/** The membership of a person in a group as the API reads it. */
export interface GroupMembershipRow {
  readonly id: number;
  readonly group_id: number;
  readonly user_id: number;
  readonly workflow_state: string;
  readonly moderator: boolean;
  /** The newest import that was about the membership. */
  readonly sis_import_id: number | null;
}

/** A group by its key. */
interface GroupKey {
  readonly root_account_id: number;
  readonly id: number;
}

const columns = `t.id, t.group_id, t.user_id, t.workflow_state, t.moderator,
  ${newestImport('group_memberships', 't')}`;

/** The memberships of a group that are in one of the states, by id. */
export async function listGroupMemberships(
  db: Queryable,
  { root_account_id, id }: GroupKey,
  workflow_states: readonly string[],
  page: Page,
): Promise<readonly GroupMembershipRow[]> {
  const found = await db.query<GroupMembershipRow>(
    `select ${columns} from (
       select * from group_memberships
       where root_account_id = $1 and group_id = $2 and workflow_state = any($3::text[])
       order by id limit $4 offset $5
     ) t order by t.id`,
    [root_account_id, id, workflow_states, page.limit, page.offset],
  );
  return found.rows;
}

/** A membership of a group by its id, deleted ones included; null when there is none. */
export async function findGroupMembership(
  db: Queryable,
  { root_account_id, id }: GroupKey,
  membership_id: number,
): Promise<GroupMembershipRow | null> {
  const found = await db.query<GroupMembershipRow>(
    `select ${columns} from group_memberships t
     where t.root_account_id = $1 and t.group_id = $2 and t.id = $3`,
    [root_account_id, id, membership_id],
  );
  return found.rows[0] ?? null;
}

/** A person's living membership in a group, the accepted one before others; null when there is none. */
export async function findMembershipOf(
  db: Queryable,
  { root_account_id, id }: GroupKey,
  user_id: number,
): Promise<GroupMembershipRow | null> {
  const found = await db.query<GroupMembershipRow>(
    `select ${columns} from group_memberships t
     where t.root_account_id = $1 and t.group_id = $2 and t.user_id = $3 and t.workflow_state <> 'deleted'
     order by t.workflow_state = 'accepted' desc, t.id limit 1`,
    [root_account_id, id, user_id],
  );
  return found.rows[0] ?? null;
}

/** The ids of all who are in a group, are invited or have asked to be. */
export async function listGroupUserIds(
  db: Queryable,
  root_account_id: number,
  group_id: number,
): Promise<readonly number[]> {
  const found = await db.query<{ user_id: number }>(
    `select distinct user_id from group_memberships
     where root_account_id = $1 and group_id = $2 and workflow_state <> 'deleted' order by user_id`,
    [root_account_id, group_id],
  );
  return found.rows.map(({ user_id }) => user_id);
}

/** The living members of groups, each group's by name. */
export async function listMembersOfGroups(
  db: Queryable,
  root_account_id: number,
  group_ids: readonly number[],
): Promise<readonly { readonly group_id: number; readonly user_id: number }[]> {
  if (group_ids.length === 0) return [];
  const found = await db.query<{ group_id: number; user_id: number }>(
    `select m.group_id, m.user_id from group_memberships m
     join users u on u.root_account_id = $1 and u.id = m.user_id and u.workflow_state <> 'deleted'
     where m.root_account_id = $1 and m.group_id = any($2::int8[]) and m.workflow_state = 'accepted'
     order by m.group_id, lower(u.sortable_name), u.id`,
    [root_account_id, group_ids],
  );
  return found.rows;
}

/** Makes a member a moderator of the group, or ends that. */
export async function setModerator(
  client: Queryable,
  root_account_id: number,
  id: number,
  moderator: boolean,
): Promise<void> {
  await client.query(
    `update group_memberships set moderator = $3, updated_at = now()
     where root_account_id = $1 and id = $2 and moderator <> $3`,
    [root_account_id, id, moderator],
  );
}
