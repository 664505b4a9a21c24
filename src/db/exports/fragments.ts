import { type ExportScope, literal } from './define-export.ts';

/** Byte order, whatever the database's locale: the same content gives the same file everywhere. */
export function bytewise(expression: string): string {
  return `${expression} collate "C"`;
}

/** A join by key within the tenant: `join courses c on ...`. */
export function joined(table: string, alias: string, key: string, scope: ExportScope): string {
  return `join ${table} ${alias} on ${alias}.root_account_id = ${literal(scope.root_account_id)} and ${alias}.id = ${key}`;
}

/** The rows of the tenant alone. */
export function ofTenant(alias: string, scope: ExportScope): string {
  return `${alias}.root_account_id = ${literal(scope.root_account_id)}`;
}

/** A time as ISO 8601, in UTC or in the session's zone. */
export function time(expression: string, scope: ExportScope): string {
  return `to_char(${expression}, 'YYYY-MM-DD"T"HH24:MI:SS${scope.utc ? '"Z"' : 'TZH:TZM'}')`;
}

/** `true` or `false`. */
export function truth(expression: string): string {
  return `case when ${expression} then 'true' else 'false' end`;
}

/**
 * Whether an import has been about the object. Its own column says so for what an import made or changed; the
 * stamps are read (once, and only if a row without that column turns up) for what an import left as it was.
 */
export function stamped(table: string, alias: string, scope: ExportScope): string {
  return `(${alias}.sis_import_id is not null or coalesce((select range_agg(i.ids) from sis_import_stamps i
    where i.root_account_id = ${literal(scope.root_account_id)} and i.table_name = '${table}') @> ${alias}.id, false))`;
}

/**
 * The SIS id of a person's best login: live before deleted, active before suspended, the oldest first. Deleted
 * ones serve only where the report includes deleted rows.
 */
export function bestLogin(user_id: string, scope: ExportScope): string {
  return `(select l.sis_id from pseudonyms l
    where l.root_account_id = ${literal(scope.root_account_id)} and l.user_id = ${user_id} and l.sis_id is not null
      ${scope.include_deleted ? '' : "and l.workflow_state <> 'deleted'"}
    order by l.workflow_state = 'deleted', l.workflow_state = 'suspended', l.id limit 1)`;
}

/** Rows that are not deleted, and with `include_deleted` also deleted ones that `kept` holds for. */
export function unlessDeleted(live: string, kept: string, scope: ExportScope): string {
  return scope.include_deleted ? `(${live} or ${kept})` : live;
}

/** The account lies in the sub-account that the report runs on. */
export function inAccount(account_id: string, scope: ExportScope): string {
  return scope.sub_account_id === null ? 'true' : `${account_id} in (select id from account_tree)`;
}

/** The person is enrolled or an admin in the sub-account that the report runs on. */
export function amongPeople(user_id: string, scope: ExportScope): string {
  return scope.sub_account_id === null ? 'true' : `${user_id} in (select user_id from people)`;
}

/** The course's term is the one that the report is limited to. */
export function inTerm(course: string, scope: ExportScope): string {
  const { enrollment_term_id } = scope;
  return enrollment_term_id === null
    ? 'true'
    : `${course}.enrollment_term_id = ${literal(enrollment_term_id)}`;
}

/** What `inAccount` and `amongPeople` speak of; nothing for a whole root account. */
export function accountTables(scope: ExportScope): Readonly<Record<string, string>> {
  if (scope.sub_account_id === null) return {};
  const live = scope.include_deleted
    ? ''
    : "and e.workflow_state not in ('deleted', 'rejected') and c.workflow_state <> 'deleted'";
  return {
    account_tree: `select id from accounts a
      where ${ofTenant('a', scope)} and id = ${literal(scope.sub_account_id)}
      union select a.id from accounts a join account_tree t on a.parent_account_id = t.id where ${ofTenant('a', scope)}`,
    people: `select e.user_id from enrollments e ${joined('courses', 'c', 'e.course_id', scope)}
      where ${ofTenant('e', scope)} ${live} and c.account_id in (select id from account_tree)
      union select m.user_id from account_users m
      where ${ofTenant('m', scope)} ${scope.include_deleted ? '' : "and m.workflow_state = 'active'"}
        and m.account_id in (select id from account_tree)`,
  };
}
