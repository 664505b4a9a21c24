import type { Pool } from 'pg';
import { openRosterFactory } from './roster-factory.ts';
import { insertImportRow, insertMessageRow } from './sis-import-rows.ts';

/** An object of every kind in one tenant, by the word before its id in a path; each bears `mark` in its name. */
export type FilledTenant = Readonly<Record<string, number | string>>;

/**
 * Fills a tenant. What lies in an account (courses and what is in them, roles, admins, accounts below) lies in
 * `account_id`; people, terms and imports belong to the root account.
 */
export async function fillTenant(
  db: Pool,
  { root_account_id, account_id }: { readonly root_account_id: number; readonly account_id: number },
  mark: string,
): Promise<FilledTenant> {
  const roster = await openRosterFactory(db, root_account_id);
  const import_id = await insertImportRow(db, { root_account_id, workflow_state: 'importing' });
  await insertMessageRow(db, import_id, { text: mark, root_account_id });
  const { user_id, login_id } = await roster.user(`${mark} U1`);
  const { user_id: observee_id } = await roster.user(`${mark} U2`);
  const name = mark;
  const course_id = await roster.course({ name, account_id });
  const section_id = await roster.section(course_id, { name });
  const group_category_id = await roster.category({ name, course_id });
  const group_id = await roster.group({ name, group_category_id, course_id });
  await roster.observer(user_id, observee_id);
  await roster.admin(account_id, user_id);
  const webhook = { url: 'https://school.example/', secret: mark, kinds: '{}', delivered_number: 0 };
  return {
    accounts: account_id,
    sub_accounts: await roster.account({ name, parent_account_id: account_id }),
    terms: await roster.term({ name }),
    users: user_id,
    admins: user_id,
    logins: login_id,
    observees: observee_id,
    courses: course_id,
    crosslist: await roster.course({ name, account_id }),
    sections: section_id,
    enrollments: await roster.enrollment(observee_id, section_id),
    group_categories: group_category_id,
    groups: group_id,
    memberships: await roster.membership(group_id, observee_id),
    roles: await roster.role(mark, { base_role_type: 'TaEnrollment', account_id }),
    account_roles: await roster.role(`${mark} A`, { base_role_type: 'AccountMembership', account_id }),
    sis_imports: import_id,
    reports: await roster.insert('account_reports', { account_id, report: 'sis_export_csv', message: mark }),
    progress: await roster.insert('progresses', {
      context_type: 'SisBatch',
      context_id: import_id,
      tag: 'sis_batch_state_restore',
      message: mark,
    }),
    webhooks: await roster.insert('webhooks', webhook),
  };
}

/** An endpoint's path with the ids of a tenant's objects. */
export function fillPath(path: string, objects: FilledTenant): string {
  const named = path.replace(
    /\/:report(\/:id)?/,
    (_all, run) => `/sis_export_csv${run ? `/${objects.reports}` : ''}`,
  );
  return named.replaceAll(/(\w+)\/:(\w+)/g, (_all, before: string, name: string) => {
    const id = objects[before];
    if (id === undefined) throw new Error(`Give fillTenant an object for ${before}/:${name} of ${path}.`);
    return `${before}/${id}`;
  });
}

/** What a tenant's roster holds, as text: whoever changes anything changes it. */
export async function rosterAsText(db: Pool, root_account_id: number): Promise<string> {
  const { rows } = await db.query<{ tables: string }>(
    `select string_agg(query_to_xml(format('select * from %I where root_account_id = ${root_account_id} order by 1',
       table_name), true, false, '')::text, '' order by table_name) as tables
     from information_schema.columns where table_schema = 'public' and column_name = 'root_account_id'
       and table_name not in ('access_tokens')`,
  );
  return rows[0]!.tables;
}
