import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { insertRootAccount, inTransaction } from '../db/index.ts';
import { bootstrap } from './bootstrap.ts';
import type { AddressedKind } from './read-id.ts';
import { resolveId } from './resolve-id.ts';

let database: TestDatabase;
let other: number;
const uuid = 'a'.repeat(32);

/** Inserts a row and returns its id. */
async function insert(table: string, row: Readonly<Record<string, unknown>>): Promise<number> {
  const names = Object.keys(row);
  const { rows } = await database.pool.query(
    `insert into ${table} (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')}) returning id`,
    Object.values(row),
  );
  return rows[0].id;
}

const ids: Record<string, number> = {};
beforeAll(async () => {
  database = await createTestDatabase();
  await bootstrap(database.pool);
  other = (
    await inTransaction(database.pool, (client) => insertRootAccount(client, { name: 'B', domain: null }))
  ).id;
  const odd = 'Grün/Ost.1 50%';
  for (const root_account_id of [1, other]) {
    const name = (key: string) => (root_account_id === 1 ? key : `other ${key}`);
    const sis = { root_account_id, sis_id: odd, integration_id: 'INT' };
    const course = { root_account_id, account_id: root_account_id, enrollment_term_id: 1 };
    ids[name('account')] = await insert('accounts', {
      ...sis,
      parent_account_id: root_account_id,
      name: 'x',
      uuid,
    });
    ids[name('course')] = await insert('courses', { ...sis, ...course, uuid });
    ids[name('section')] = await insert('course_sections', { ...sis, course_id: 1, name: 'x' });
    ids[name('term')] = await insert('enrollment_terms', { ...sis, name: 'x' });
    ids[name('user')] = await insert('users', { root_account_id, name: 'x', sortable_name: 'x', uuid });
    await insert('pseudonyms', { ...sis, user_id: ids[name('user')], unique_id: 'Ada@X' });
    ids[name('group')] = await insert('groups', { root_account_id, sis_id: odd, name: 'x' });
    ids[name('group_category')] = await insert('group_categories', {
      root_account_id,
      sis_id: odd,
      name: 'x',
    });
  }
  await insert('groups', { root_account_id: 1, kind: 'tag', sis_id: 'TAG', name: 'x' });
  await insert('courses', {
    root_account_id: 1,
    account_id: 1,
    enrollment_term_id: 1,
    sis_id: 'GONE',
    workflow_state: 'deleted',
  });
});
afterAll(() => database.close());

const find = async (kind: AddressedKind, value: string, root_account_id = 1) =>
  (await resolveId(database.pool, kind, value, { root_account_id, user_id: 1 }))?.id ?? null;

const prefixes: readonly [AddressedKind, string][] = [
  ['account', 'sis_account_id'],
  ['course', 'sis_course_id'],
  ['section', 'sis_section_id'],
  ['term', 'sis_term_id'],
  ['user', 'sis_user_id'],
  ['group', 'sis_group_id'],
  ['group_category', 'sis_group_category_id'],
];

describe('resolveId', () => {
  it.each(prefixes)('finds a %s by %s, within the tenant', async (kind, prefix) => {
    expect(await find(kind, `${prefix}:Grün/Ost.1 50%`)).toBe(ids[kind]);
    expect(await find(kind, `${prefix}:Grün/Ost.1 50%`, other)).toBe(ids[`other ${kind}`]);
    expect(await find(kind, `  ${prefix}:Grün/Ost.1 50% `)).toBe(ids[kind]);
    expect(await find(kind, `${prefix}:grün/ost.1 50%`)).toBeNull();
    const hex = Buffer.from('Grün/Ost.1 50%').toString('hex');
    expect(await find(kind, `hex:${prefix}:${hex}`)).toBe(ids[kind]);
    expect(await find(kind, `hex:${prefix}:${hex.slice(1)}`)).toBeNull();
  });

  it.each(prefixes)('finds a %s by its internal id in any tenant', async (kind) => {
    expect(await find(kind, String(ids[kind]), other)).toBe(ids[kind]);
    expect(await find(kind, ` ${ids[`other ${kind}`]} `)).toBe(ids[`other ${kind}`]);
  });

  it('finds by integration id', async () => {
    for (const kind of ['account', 'course', 'section', 'term', 'user'] as const) {
      expect(await find(kind, 'sis_integration_id:INT')).toBe(ids[kind]);
    }
    expect(await find('group', 'sis_integration_id:INT')).toBeNull();
  });

  it('finds by uuid, without a hex form', async () => {
    for (const kind of ['account', 'course'] as const) {
      expect(await find(kind, `uuid:${uuid}`)).toBe(ids[kind]);
      expect(await find(kind, `hex:uuid:${Buffer.from(uuid).toString('hex')}`)).toBeNull();
    }
    expect(await find('user', `uuid:${uuid}`)).toBe(ids.user);
    expect(await find('section', `uuid:${uuid}`)).toBeNull();
  });

  it('finds a person by login in any letter case, an active login before a suspended one', async () => {
    expect(await find('user', 'sis_login_id:ADA@x')).toBe(ids.user);
    const provider = await insert('authentication_providers', { root_account_id: 1, auth_type: 'saml' });
    const second = await insert('users', { root_account_id: 1, name: 'y', sortable_name: 'y' });
    const login = { root_account_id: 1, unique_id: 'twin', workflow_state: 'suspended' };
    await insert('pseudonyms', { ...login, user_id: ids.user });
    expect(await find('user', 'sis_login_id:twin')).toBe(ids.user);
    const active = { ...login, workflow_state: 'active', authentication_provider_id: provider };
    await insert('pseudonyms', { ...active, user_id: second });
    expect(await find('user', 'sis_login_id:twin')).toBe(second);
  });

  it.each<[AddressedKind, string]>([
    ['course', 'sis_account_id:Grün/Ost.1 50%'],
    ['course', 'sis_course_id:'],
    ['course', 'sis_course_id:a\0b'],
    ['course', 'sis_course_id'],
    ['course', ':x'],
    ['course', ''],
    ['course', 'constructor:x'],
    ['course', 'lti_context_id:x'],
    ['course', 'sis_course_id:GONE'],
    ['course', '9223372036854775807'],
    ['course', '9999999999999999999'],
    ['course', '99999999999999999999'],
    ['course', '-1'],
    ['course', 'self'],
    ['group', 'sis_group_id:TAG'],
    ['user', 'lti_1_3_id:x'],
  ])('finds no %s by %j', async (kind, value) => {
    expect(await find(kind, value)).toBeNull();
  });

  it('knows the special names', async () => {
    expect(await find('account', 'self', other)).toBe(other);
    expect(await find('account', 'default', other)).toBe(1);
    expect(await find('account', 'site_admin', other)).toBe(2);
    expect(await find('user', 'self', other)).toBe(1);
    const terms = await database.pool.query('select id from enrollment_terms where is_default order by id');
    expect(await find('term', 'default')).toBe(terms.rows[0].id);
    expect(await find('term', 'default', other)).toBe(terms.rows[1].id);
  });

  it('finds the current term only while there is exactly one', async () => {
    expect(await find('term', 'current')).toBeNull();
    const term = { root_account_id: 1, name: 'now', start_at: '2020-01-01', end_at: '2999-01-01' };
    const now = await insert('enrollment_terms', term);
    await insert('enrollment_terms', { ...term, end_at: '2021-01-01' });
    expect(await find('term', 'current')).toBe(now);
    await insert('enrollment_terms', { root_account_id: 1, name: 'open', start_at: '2020-01-01' });
    expect(await find('term', 'current')).toBeNull();
  });
});
