import { type RosterTable, rosterTables } from '../tables/roster.ts';

/** How a plan speaks of the objects of a table: SQL expressions over the object `t`. */
export interface PlanSource {
  /** As the plan calls the objects. */
  readonly kind: string;
  /** The SIS IDs by which a person knows an object. */
  readonly sis_ids: Readonly<Record<string, string>>;
  readonly name: string;
}

const byId = (table: string, id: string, shown = 'sis_id') =>
  `(select x.${shown} from ${table} x where x.root_account_id = t.root_account_id and x.id = ${id})`;

const person = (id: string) =>
  `(select x.sis_id from pseudonyms x where x.root_account_id = t.root_account_id and x.user_id = ${id}
     and x.sis_id is not null order by x.workflow_state = 'deleted', x.id limit 1)`;

const isTag = (id: string) => `case when t.kind = 'tag' then null else ${id} end`;
const ofTag = (id: string) => `case when t.kind = 'tag' then ${id} end`;

/** Columns that hold the id of another object: what a plan calls them, and the SIS ID (or name) of that object. */
export const references: Readonly<
  Record<string, { readonly shown: string; readonly resolve: (id: string) => string }>
> = {
  parent_account_id: { shown: 'parent_account_id', resolve: (id) => byId('accounts', id) },
  account_id: { shown: 'account_id', resolve: (id) => byId('accounts', id) },
  enrollment_term_id: { shown: 'term_id', resolve: (id) => byId('enrollment_terms', id) },
  term_id: { shown: 'term_id', resolve: (id) => byId('enrollment_terms', id) },
  abstract_course_id: { shown: 'abstract_course_id', resolve: (id) => byId('abstract_courses', id) },
  template_course_id: { shown: 'template_course_id', resolve: (id) => byId('courses', id) },
  blueprint_course_id: { shown: 'blueprint_course_id', resolve: (id) => byId('courses', id) },
  course_id: { shown: 'course_id', resolve: (id) => byId('courses', id) },
  nonxlist_course_id: { shown: 'nonxlist_course_id', resolve: (id) => byId('courses', id) },
  course_section_id: { shown: 'section_id', resolve: (id) => byId('course_sections', id) },
  user_id: { shown: 'user_id', resolve: person },
  associated_user_id: { shown: 'associated_user_id', resolve: person },
  temporary_source_user_id: { shown: 'temporary_source_user_id', resolve: person },
  observer_id: { shown: 'observer_id', resolve: person },
  student_id: { shown: 'student_id', resolve: person },
  leader_id: { shown: 'leader_id', resolve: person },
  role_id: { shown: 'role', resolve: (id) => byId('roles', id, 'name') },
  group_category_id: { shown: 'group_category_id', resolve: (id) => byId('group_categories', id) },
  group_id: { shown: 'group_id', resolve: (id) => byId('groups', id) },
  category_id: { shown: 'category_id', resolve: (id) => byId('institutional_tag_categories', id) },
  tag_id: { shown: 'institutional_tag_id', resolve: (id) => byId('institutional_tags', id) },
};

const NONE = 'null::text';

/** In the order in which imports process them: containers first. */
export const planSources: Readonly<Record<RosterTable, PlanSource>> = {
  accounts: { kind: 'accounts', sis_ids: { account_id: 't.sis_id' }, name: 't.name' },
  enrollment_terms: { kind: 'terms', sis_ids: { term_id: 't.sis_id' }, name: 't.name' },
  term_date_overrides: {
    kind: 'term_dates',
    sis_ids: { term_id: byId('enrollment_terms', 't.term_id') },
    name: 't.enrollment_type',
  },
  abstract_courses: {
    kind: 'abstract_courses',
    sis_ids: { abstract_course_id: 't.sis_id' },
    name: 't.name',
  },
  courses: { kind: 'courses', sis_ids: { course_id: 't.sis_id' }, name: 't.name' },
  course_sections: {
    kind: 'sections',
    sis_ids: { section_id: 't.sis_id', course_id: byId('courses', 't.course_id') },
    name: 't.name',
  },
  users: { kind: 'users', sis_ids: { user_id: person('t.id') }, name: 't.name' },
  pseudonyms: {
    kind: 'logins',
    sis_ids: { user_id: 't.sis_id', login_id: 't.unique_id' },
    name: byId('users', 't.user_id', 'name'),
  },
  communication_channels: {
    kind: 'communication_channels',
    sis_ids: { user_id: person('t.user_id') },
    name: 't.path',
  },
  enrollments: {
    kind: 'enrollments',
    sis_ids: {
      course_id: byId('courses', 't.course_id'),
      section_id: byId('course_sections', 't.course_section_id'),
      user_id: person('t.user_id'),
      role: byId('roles', 't.role_id', 'name'),
      associated_user_id: person('t.associated_user_id'),
    },
    name: NONE,
  },
  account_users: {
    kind: 'admins',
    sis_ids: {
      account_id: byId('accounts', 't.account_id'),
      user_id: person('t.user_id'),
      role: byId('roles', 't.role_id', 'name'),
    },
    name: NONE,
  },
  group_categories: {
    kind: 'group_categories',
    sis_ids: { group_category_id: isTag('t.sis_id'), tag_set_id: ofTag('t.sis_id') },
    name: 't.name',
  },
  groups: {
    kind: 'groups',
    sis_ids: { group_id: isTag('t.sis_id'), tag_id: ofTag('t.sis_id') },
    name: 't.name',
  },
  group_memberships: {
    kind: 'group_memberships',
    sis_ids: { group_id: byId('groups', 't.group_id'), user_id: person('t.user_id') },
    name: NONE,
  },
  institutional_tag_categories: {
    kind: 'institutional_tag_categories',
    sis_ids: { category_id: 't.sis_id' },
    name: 't.name',
  },
  institutional_tags: {
    kind: 'institutional_tags',
    sis_ids: { institutional_tag_id: 't.sis_id' },
    name: 't.name',
  },
  institutional_tag_associations: {
    kind: 'institutional_tag_associations',
    sis_ids: { institutional_tag_id: byId('institutional_tags', 't.tag_id'), user_id: person('t.user_id') },
    name: NONE,
  },
  user_observers: {
    kind: 'user_observers',
    sis_ids: { observer_id: person('t.observer_id'), student_id: person('t.student_id') },
    name: NONE,
  },
};

/** Columns that mean nothing to a person, or that nobody may read. */
const hidden: readonly string[] = [
  'id',
  'sis_import_id',
  'sis_pseudonym_id',
  'sis_channel_id',
  'password_hash',
  'sis_ssha',
  'password_by_import',
];

const SECRETS = `array['password_hash', 'sis_ssha']`;

const columnsOf = (table: RosterTable) => Object.keys(rosterTables[table].columns);

/** The SIS IDs of `t` as one object, those left out that it has none of. */
export function sisIdsOf(table: RosterTable): string {
  const pairs = Object.entries(planSources[table].sis_ids).map(([name, value]) => `'${name}', ${value}`);
  return `jsonb_strip_nulls(jsonb_build_object(${pairs.join(', ')}))`;
}

/** What a new object `t` holds, besides the SIS IDs that name it and what it has none of. */
export function contentOf(table: RosterTable): string {
  const named = Object.keys(planSources[table].sis_ids);
  const pairs = columnsOf(table).flatMap((column) => {
    const reference = references[column];
    if (hidden.includes(column) || column === 'sis_id') return [];
    if (reference === undefined)
      return [`'${column}', ${column === 'stuck_fields' ? `nullif(t.${column}, '')` : `t.${column}`}`];
    return named.includes(reference.shown)
      ? []
      : [`'${reference.shown}', ${reference.resolve(`t.${column}`)}`];
  });
  return `jsonb_strip_nulls(jsonb_build_object(${pairs.join(', ')}))`;
}

/** Fields of `t` as they stand in the journal, for a person to read: other objects by their SIS IDs, no secret. */
export function readableOf(table: RosterTable, fields: string, isAfter: boolean): string {
  const own = columnsOf(table);
  const used = Object.entries(references).filter(([column]) => own.includes(column));
  const dropped = [...hidden, ...used.map(([column]) => column)].map((name) => `'${name}'`);
  const parts = used.map(([column, { shown, resolve }]) => {
    const value = resolve(`(${fields} ->> '${column}')::int8`);
    return `case when ${fields} ? '${column}' then jsonb_build_object('${shown}', ${value}) else '{}' end`;
  });
  if (isAfter && own.includes('password_hash'))
    parts.push(`case when ${fields} ?| ${SECRETS} then '{"password": "(set)"}'::jsonb else '{}' end`);
  return [`(${fields} - array[${dropped.join(', ')}])`, ...parts].join(' || ');
}
