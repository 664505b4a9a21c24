const inLogin = (pattern: string, with_sis_ids: string) => `p.workflow_state <> 'deleted'
  and (p.unique_id ilike ${pattern} or ${with_sis_ids} and (p.sis_id ilike ${pattern} or p.integration_id ilike ${pattern}))`;

const inAddress = (pattern: string) =>
  `c.path_type = 'email' and c.workflow_state not in ('retired', 'deleted') and c.path ilike ${pattern}`;

/**
 * The condition that a text is part of a person's name, a live login, its SIS or integration id, or an address that
 * is not retired. `u` is the person, `pattern` the placeholder of `searchPattern`; `with_sis_ids` that of whether the
 * viewer may know SIS ids. For people of whom there are few, as it looks each of them up.
 */
export function matchesSearch(pattern: string, with_sis_ids = 'true'): string {
  return `(u.name ilike ${pattern}
    or exists (select from pseudonyms p where p.root_account_id = u.root_account_id and p.user_id = u.id
      and ${inLogin(pattern, with_sis_ids)})
    or exists (select from communication_channels c where c.root_account_id = u.root_account_id and c.user_id = u.id
      and ${inAddress(pattern)}))`;
}

/**
 * The ids of the people of the tenant $1 whom such a search finds. Reads the tenant's people, logins and addresses
 * whole: some tenths of a second for a hundred thousand people. An index on parts of words would save that, and cost
 * every import more.
 */
export function searchedUserIds(pattern: string, with_sis_ids = 'true'): string {
  return `select id from users where root_account_id = $1 and name ilike ${pattern}
    union all select p.user_id from pseudonyms p where p.root_account_id = $1 and ${inLogin(pattern, with_sis_ids)}
    union all select c.user_id from communication_channels c where c.root_account_id = $1 and ${inAddress(pattern)}`;
}
