import type { Queryable } from '../../src/db/index.ts';

/** What stands for a reference in the rows shown: numbers would differ from run to run. */
const references: Readonly<Record<string, string>> = {
  account_id: '(select sis_id from accounts r where r.root_account_id = $1 and r.id = t.account_id)',
  parent_account_id:
    '(select sis_id from accounts r where r.root_account_id = $1 and r.id = t.parent_account_id)',
  enrollment_term_id: termOf('enrollment_term_id'),
  term_id: termOf('term_id'),
  course_id: courseOf('course_id'),
  nonxlist_course_id: courseOf('nonxlist_course_id'),
  template_course_id: courseOf('template_course_id'),
  blueprint_course_id: courseOf('blueprint_course_id'),
  abstract_course_id:
    '(select sis_id from abstract_courses r where r.root_account_id = $1 and r.id = t.abstract_course_id)',
  course_section_id:
    '(select sis_id from course_sections r where r.root_account_id = $1 and r.id = t.course_section_id)',
  group_category_id:
    '(select coalesce(sis_id, name) from group_categories r where r.root_account_id = $1 and r.id = t.group_category_id)',
  group_id: '(select sis_id from groups r where r.root_account_id = $1 and r.id = t.group_id)',
  category_id:
    '(select sis_id from institutional_tag_categories r where r.root_account_id = $1 and r.id = t.category_id)',
  tag_id: '(select sis_id from institutional_tags r where r.root_account_id = $1 and r.id = t.tag_id)',
  user_id: personOf('user_id'),
  associated_user_id: personOf('associated_user_id'),
  temporary_source_user_id: personOf('temporary_source_user_id'),
  leader_id: personOf('leader_id'),
  role_id: '(select name from roles r where r.root_account_id = $1 and r.id = t.role_id)',
  sis_pseudonym_id:
    '(select sis_id from pseudonyms r where r.root_account_id = $1 and r.id = t.sis_pseudonym_id)',
  sis_channel_id:
    '(select path from communication_channels r where r.root_account_id = $1 and r.id = t.sis_channel_id)',
  authentication_provider_id: `(select auth_type from authentication_providers r
    where r.root_account_id = $1 and r.id = t.authentication_provider_id)`,
  observer_id: personOf('observer_id'),
  // Passwords that imports have set; the ones that a case sets by hand are shown as they are.
  password_hash: `case when t.password_hash like 'scrypt$%' then 'set' else t.password_hash end`,
  completed_at: `case when t.completed_at is not null then 'set' end`,
};

function termOf(column: string): string {
  return `(select coalesce(sis_id, name) from enrollment_terms r where r.root_account_id = $1 and r.id = t.${column})`;
}

function courseOf(column: string): string {
  return `(select coalesce(sis_id, name) from courses r where r.root_account_id = $1 and r.id = t.${column})`;
}

function personOf(column: string): string {
  return `(select name from users r where r.root_account_id = $1 and r.id = t.${column})`;
}

/** The how-manieth import of the tenant was the last that a row was about: a pretended column of every table. */
function lastImport(table: string): string {
  return `(select count(*) from sis_imports i where i.root_account_id = $1 and i.id <= greatest(t.sis_import_id,
    (select max(s.sis_import_id) from sis_import_stamps s
     where s.root_account_id = $1 and s.table_name = '${table}' and s.ids @> t.id)))`;
}

/**
 * Columns of a table as CSV, for what no export shows. References are shown as SIS IDs, people and roles by name,
 * secrets and clocks as `set`; the lines are sorted. `header` names the columns.
 */
export async function storedRows(
  db: Queryable,
  root_account_id: number,
  table: string,
  header: string,
): Promise<string> {
  const columns = header.split(',').map((name) => name.trim());
  const shown = columns.map((name, at) => {
    const value = name === 'last_import' ? lastImport(table) : (references[name] ?? `t.${name}`);
    return `${value} as c${at}`;
  });
  const { rows } = await db.query<Readonly<Record<string, unknown>>>(
    `select ${shown.join(', ')} from ${table} t where t.root_account_id = $1`,
    [root_account_id],
  );
  const lines = rows.map((row) => columns.map((_, at) => String(row[`c${at}`] ?? '')).join(','));
  return `${[columns.join(','), ...lines.sort()].join('\n')}\n`;
}
