/**
 * The condition that a text is part of a person's name, a live login, its SIS or integration id, or an address that
 * is not retired. `u` is the person, `pattern` the placeholder of `searchPattern`; `with_sis_ids` that of whether the
 * viewer may know SIS ids.
 *
 * No index serves it: one on parts of words would cost every import more than a search costs here. PostgreSQL reads
 * the logins and addresses of few people by their indexes, and those of many once as a whole.
 */
export function matchesSearch(pattern: string, with_sis_ids = 'true'): string {
  return `(u.name ilike ${pattern}
    or exists (select from pseudonyms p where p.root_account_id = u.root_account_id and p.user_id = u.id
      and p.workflow_state <> 'deleted'
      and (p.unique_id ilike ${pattern} or ${with_sis_ids} and (p.sis_id ilike ${pattern} or p.integration_id ilike ${pattern})))
    or exists (select from communication_channels c where c.root_account_id = u.root_account_id and c.user_id = u.id
      and c.path_type = 'email' and c.workflow_state not in ('retired', 'deleted') and c.path ilike ${pattern}))`;
}

/** A text as pattern of what contains it, in which no character means more than itself. */
export function searchPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
