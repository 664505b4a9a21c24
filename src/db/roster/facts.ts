import type { ClientBase } from 'pg';

/** Questions about many objects at once that need no records, only yes or no. */
const facts = {
  account_has_courses: `select distinct account_id as id from courses
    where root_account_id = $1 and account_id = any($2::int8[]) and workflow_state <> 'deleted'`,
  term_has_courses: `select distinct enrollment_term_id as id from courses
    where root_account_id = $1 and enrollment_term_id = any($2::int8[]) and workflow_state <> 'deleted'`,
  person_is_deleted: `select id from users
    where root_account_id = $1 and id = any($2::int8[]) and workflow_state = 'deleted'`,
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
