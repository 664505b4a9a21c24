/** Deeper than any school nests its accounts; ends the search should accounts ever lie in a circle. */
const MOST_STEPS = 1000;

/** The ids of some accounts of the tenant $1 and of all accounts below them; `ids` is the placeholder of their ids. */
export function accountsWithin(ids: string): string {
  return `(with recursive within as (
      select unnest(${ids}::int8[]) as id, 1 as step
      union all
      select a.id, within.step + 1 from within
      join accounts a on a.root_account_id = $1 and a.parent_account_id = within.id
      where within.step < ${MOST_STEPS}
    ) select id from within)`;
}
