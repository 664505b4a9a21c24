import type { Queryable } from '../../src/db/index.ts';

type Value = string | number | boolean | null;

/** Columns that a test cares about; all others take a sensible value. */
export type Columns = Readonly<Record<string, Value>>;

/** Inserts objects into one tenant; each call returns the new object's id. */
export interface RosterFactory {
  readonly root_account_id: number;
  readonly default_term_id: number;
  /** Ids of the built-in roles by name. */
  readonly role_ids: Readonly<Record<string, number>>;
  insert(table: string, columns: Columns): Promise<number>;
  /** Below the root account unless `parent_account_id` says otherwise. */
  account(columns?: Columns): Promise<number>;
  term(columns?: Columns): Promise<number>;
  /** Available, in the root account and the default term. */
  course(columns?: Columns): Promise<number>;
  section(course_id: number, columns?: Columns): Promise<number>;
  /** A person without a login. */
  person(name: string, columns?: Columns): Promise<number>;
  login(user_id: number, unique_id: string, columns?: Columns): Promise<number>;
  /** A person with a login whose SIS id and login id are `sis_id`. */
  user(sis_id: string, name?: string): Promise<{ readonly user_id: number; readonly login_id: number }>;
  email(user_id: number, path: string, columns?: Columns): Promise<number>;
  /** An active student, unless `type` says otherwise; role and course follow type and section. */
  enrollment(user_id: number, course_section_id: number, columns?: Columns): Promise<number>;
  category(columns?: Columns): Promise<number>;
  group(columns?: Columns): Promise<number>;
  membership(group_id: number, user_id: number, columns?: Columns): Promise<number>;
  observer(observer_id: number, student_id: number, columns?: Columns): Promise<number>;
  admin(account_id: number, user_id: number, columns?: Columns): Promise<number>;
  role(name: string, columns: Columns): Promise<number>;
  /** Notes that an import was about objects that it left as they were. */
  stamp(table: string, ids: readonly number[], sis_import_id?: number): Promise<void>;
}

const builtInRoles = [
  'StudentEnrollment',
  'TeacherEnrollment',
  'TaEnrollment',
  'DesignerEnrollment',
  'ObserverEnrollment',
  'AccountAdmin',
] as const;

/** Inserts a row into a table of the tenant; the new row's id. */
function inserter(db: Queryable, root_account_id: number): RosterFactory['insert'] {
  return async (table, columns) => {
    const all = { root_account_id, ...columns };
    const names = Object.keys(all);
    const places = names.map((_, index) => `$${index + 1}`);
    const { rows } = await db.query<{ id: number }>(
      `insert into ${table} (${names.join(', ')}) values (${places.join(', ')}) returning id`,
      Object.values(all),
    );
    return rows[0]!.id;
  };
}

/** Makes a tenant with its built-in roles and default term, and returns the means to fill it. */
export async function createRosterFactory(db: Queryable, root_account_id = 1): Promise<RosterFactory> {
  const insert = inserter(db, root_account_id);
  await db.query('insert into root_accounts (root_account_id) values ($1)', [root_account_id]);
  await insert('accounts', { id: root_account_id, name: 'Root' });
  await db.query(
    `select setval(pg_get_serial_sequence('accounts', 'id'), greatest($1, (select max(id) from accounts)))`,
    [root_account_id],
  );
  await insert('enrollment_terms', { name: 'Default Term', is_default: true });
  for (const name of builtInRoles)
    await insert('roles', {
      account_id: root_account_id,
      name,
      base_role_type: name === 'AccountAdmin' ? 'AccountMembership' : name,
      is_built_in: true,
    });
  return openRosterFactory(db, root_account_id);
}

/** The means to fill a tenant that is there already, such as one made over the API. */
export async function openRosterFactory(db: Queryable, root_account_id: number): Promise<RosterFactory> {
  const insert = inserter(db, root_account_id);
  const terms = await db.query<{ id: number }>(
    'select id from enrollment_terms where root_account_id = $1 and is_default',
    [root_account_id],
  );
  const default_term_id = terms.rows[0]!.id;
  const roles = await db.query<{ id: number; name: string }>(
    'select id, name from roles where root_account_id = $1 and is_built_in',
    [root_account_id],
  );
  const role_ids = Object.fromEntries(roles.rows.map(({ id, name }) => [name, id]));
  return {
    root_account_id,
    default_term_id,
    role_ids,
    insert,
    account: (columns = {}) =>
      insert('accounts', { name: 'Account', parent_account_id: root_account_id, ...columns }),
    term: (columns = {}) => insert('enrollment_terms', { name: 'Term', ...columns }),
    course: (columns = {}) =>
      insert('courses', {
        name: 'Course',
        course_code: 'C',
        account_id: root_account_id,
        enrollment_term_id: default_term_id,
        workflow_state: 'available',
        ...columns,
      }),
    section: (course_id, columns = {}) =>
      insert('course_sections', { name: 'Section', course_id, ...columns }),
    person: (name, columns = {}) => insert('users', { name, sortable_name: name, ...columns }),
    login: (user_id, unique_id, columns = {}) => insert('pseudonyms', { user_id, unique_id, ...columns }),
    user: async (sis_id, name = sis_id) => {
      const user_id = await insert('users', { name, sortable_name: name });
      return { user_id, login_id: await insert('pseudonyms', { user_id, unique_id: sis_id, sis_id }) };
    },
    email: (user_id, path, columns = {}) => insert('communication_channels', { user_id, path, ...columns }),
    enrollment: async (user_id, course_section_id, columns = {}) => {
      const type = String(columns.type ?? 'StudentEnrollment');
      const { rows } = await db.query<{ course_id: number }>(
        'select course_id from course_sections where root_account_id = $1 and id = $2',
        [root_account_id, course_section_id],
      );
      const { course_id } = rows[0]!;
      const role_id = role_ids[type] ?? null;
      return insert('enrollments', { user_id, course_section_id, course_id, type, role_id, ...columns });
    },
    category: (columns = {}) => insert('group_categories', { name: 'Category', ...columns }),
    group: (columns = {}) => insert('groups', { name: 'Group', ...columns }),
    membership: (group_id, user_id, columns = {}) =>
      insert('group_memberships', { group_id, user_id, ...columns }),
    observer: (observer_id, student_id, columns = {}) =>
      insert('user_observers', { observer_id, student_id, ...columns }),
    admin: (account_id, user_id, columns = {}) =>
      insert('account_users', { account_id, user_id, role_id: role_ids.AccountAdmin ?? null, ...columns }),
    role: (name, columns) => insert('roles', { name, account_id: root_account_id, ...columns }),
    stamp: async (table, ids, sis_import_id = 99) => {
      await db.query(
        `insert into sis_import_stamps (root_account_id, table_name, sis_import_id, lowest_id, highest_id, ids)
         select $1, $2, $3, min(id), max(id), range_agg(int8range(id, id, '[]')) from unnest($4::int8[]) id`,
        [root_account_id, table, sis_import_id, ids],
      );
    },
  };
}
