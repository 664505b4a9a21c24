import type { ClientBase } from 'pg';

/** Questions about many objects at once that need no records, only yes or no. */
const facts = {
  account_has_courses: `select distinct account_id as id from courses
    where root_account_id = $1 and account_id = any($2::int8[]) and workflow_state <> 'deleted'`,
  course_has_learners: `select k.id from unnest($2::int8[]) k(id) where exists (select from enrollments e
    where e.root_account_id = $1 and e.course_id = k.id and e.type in ('StudentEnrollment', 'ObserverEnrollment')
      and e.workflow_state not in ('deleted', 'rejected'))`,
  term_has_courses: `select distinct enrollment_term_id as id from courses
    where root_account_id = $1 and enrollment_term_id = any($2::int8[]) and workflow_state <> 'deleted'`,
  category_has_groups: `select k.id from unnest($2::int8[]) k(id) where exists (select from groups g
    where g.root_account_id = $1 and g.group_category_id = k.id and g.workflow_state <> 'deleted')`,
  group_has_members: `select k.id from unnest($2::int8[]) k(id) where exists (select from group_memberships m
    where m.root_account_id = $1 and m.group_id = k.id and m.workflow_state <> 'deleted')`,
  person_is_deleted: `select id from users
    where root_account_id = $1 and id = any($2::int8[]) and workflow_state = 'deleted'`,
  person_has_live_login: `select distinct user_id as id from pseudonyms
    where root_account_id = $1 and user_id = any($2::int8[]) and workflow_state <> 'deleted'`,
  section_has_people: `select k.id from unnest($2::int8[]) k(id) where exists (select from enrollments e
    where e.root_account_id = $1 and e.course_section_id = k.id and e.workflow_state not in ('deleted', 'rejected'))`,
  section_is_empty: `select k.id from unnest($2::int8[]) k(id) where not exists (select from enrollments e
    where e.root_account_id = $1 and e.course_section_id = k.id)`,
  enrollment_is_marked: `select k.id from unnest($2::int8[]) k(id)
    where exists (select from sis_import_stamps s where s.root_account_id = $1 and s.table_name = 'enrollments'
      and k.id between s.lowest_id and s.highest_id and s.ids @> k.id)`,
} as const;

export type FactName = keyof typeof facts;

/** The ids for which the fact holds. */
export async function askFact(
  client: ClientBase,
  root_account_id: number,
  name: FactName,
  ids: readonly number[],
): Promise<ReadonlySet<number>> {
  const result = await client.query({
    name: `fact_${name}`,
    text: facts[name],
    values: [root_account_id, ids],
  });
  return new Set((result.rows as { id: number }[]).map((row) => row.id));
}
