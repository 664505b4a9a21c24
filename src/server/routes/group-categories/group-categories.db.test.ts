import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { GroupCategory } from '../../../api/index.ts';

let server: ApiServer;
let school: RosterFactory;
let course: number;
let arts: number;
const root = { root_account_id: 1, id: 1 };
beforeAll(async () => {
  server = await createApiServer();
  school = await openRosterFactory(server.database.pool, 1);
  arts = await school.account({ sis_id: 'ARTS' });
  course = await school.course({ sis_id: 'ALG', account_id: arts });
});
afterAll(() => server.close());

async function send(
  method: string,
  path: string,
  body?: unknown,
  token?: string | null,
): Promise<[number, unknown]> {
  const response = await server.send(method, `/api/v1${path}`, body, token);
  return [response.status, await response.json()];
}

const list = async (path: string) => {
  const [status, body] = await send('GET', path);
  expect(status).toBe(200);
  return (body as GroupCategory[]).map(({ name }) => name);
};

async function stored(table: string, id: number, columns: string): Promise<object> {
  const { rows } = await server.database.pool.query(`select ${columns} from ${table} where id = $1`, [id]);
  return rows[0];
}

const field = (name: string, type: string) => [
  400,
  { errors: { [name]: [{ attribute: name, type, message: expect.any(String) }] }, code: `${type}_field` },
];
const unknown = [404, { errors: [{ message: expect.any(String) }], code: 'unknown_record' }];

describe('reading', () => {
  let labs: number;
  let labs_course: number;
  beforeAll(async () => {
    const place = await school.course();
    labs = await school.category({
      course_id: place,
      name: 'Labs',
      sis_id: 'K1',
      sis_import_id: 3,
      group_limit: 4,
    });
    await school.category({ course_id: place, name: 'Houses' });
    await school.category({ course_id: place, name: 'Gone', workflow_state: 'deleted' });
    await school.category({ course_id: place, name: 'Levels', kind: 'tag' });
    await school.group({ course_id: place, group_category_id: labs, name: 'Two' });
    await school.group({ course_id: place, group_category_id: labs, name: 'one' });
    await school.group({ course_id: place, group_category_id: labs, workflow_state: 'deleted' });
    await school.stamp('group_categories', [labs], 5);
    await school.category({ account_id: arts, name: 'Clubs' });
    await school.category({ account_id: 1, name: 'Teams' });
    labs_course = place;
  });

  it('lists those of a course, neither deleted ones nor sets of tags', async () => {
    const path = `/courses/${labs_course}/group_categories`;
    expect(await list(path)).toEqual(['Labs', 'Houses']);
    expect(await list(`${path}?per_page=1&page=2`)).toEqual(['Houses']);
    expect(await list(`${path}?collaboration_state=all`)).toEqual(['Labs', 'Houses']);
    expect(await list(`${path}?collaboration_state=non_collaborative`)).toEqual([]);
  });

  it('lists those right in an account, found by its SIS id too', async () => {
    expect(await list('/accounts/1/group_categories')).toEqual(['Teams']);
    expect(await list('/accounts/sis_account_id:ARTS/group_categories')).toEqual(['Clubs']);
    expect(await send('GET', '/accounts/1/group_categories?collaboration_state=some')).toEqual([
      400,
      { message: expect.any(String), code: 'invalid_value' },
    ]);
    expect((await send('GET', '/accounts/1/group_categories?page=0'))[0]).toBe(404);
  });

  it('shows one with every key', async () => {
    const hex = `hex:sis_group_category_id:${Buffer.from('K1').toString('hex')}`;
    const [status, body] = await send('GET', `/group_categories/${hex}`);
    expect([status, body]).toStrictEqual([
      200,
      {
        id: labs,
        name: 'Labs',
        role: null,
        self_signup: null,
        auto_leader: null,
        group_limit: 4,
        context_type: 'Course',
        course_id: labs_course,
        protected: false,
        allows_multiple_memberships: false,
        is_member: false,
        sis_group_category_id: 'K1',
        sis_import_id: 5,
        created_at: expect.stringMatching(/Z$/),
        non_collaborative: false,
        groups_count: 2,
        progress: null,
      },
    ]);
    expect(await send('GET', `/group_categories/${labs}`)).toEqual([200, body]);
  });

  it('shows its groups when asked to', async () => {
    const [, one] = await send('GET', `/group_categories/${labs}?include[]=groups`);
    const names = (category: unknown) => (category as GroupCategory).groups?.map(({ name }) => name);
    expect(names(one)).toEqual(['one', 'Two']);
    const [, both] = await send('GET', `/courses/${labs_course}/group_categories?include[]=groups`);
    expect((both as GroupCategory[]).map(names)).toEqual([['one', 'Two'], []]);
  });

  it('knows the built-in sets, and whether the viewer is in one of the groups', async () => {
    const set = await school.category({
      course_id: course,
      name: 'Student Groups',
      role: 'student_organized',
    });
    const group = await school.group({ course_id: course, group_category_id: set });
    const { rows } = await server.database.pool.query('select min(user_id) as id from account_users');
    await school.membership(group, rows[0].id);
    expect(await send('GET', `/group_categories/${set}`)).toEqual([
      200,
      expect.objectContaining({
        role: 'student_organized',
        protected: true,
        allows_multiple_memberships: true,
        is_member: true,
      }),
    ]);
  });

  it('shows neither deleted ones nor tags, and SIS fields to those who may see them', async () => {
    const gone = await school.category({ course_id: course, workflow_state: 'deleted' });
    const tag = await school.category({ course_id: course, kind: 'tag', sis_id: 'T1' });
    for (const id of [gone, tag, 'sis_group_category_id:T1', 'x', 999_999]) {
      expect(await send('GET', `/group_categories/${id}`)).toEqual(unknown);
    }
    const keys = async (permissions: Record<string, boolean>) => {
      const token = await server.makeAdmin(root, permissions);
      const [, body] = await send('GET', `/group_categories/${labs}`, undefined, token);
      return Object.keys(body as object).filter((key) => key.startsWith('sis_'));
    };
    expect(await keys({})).toEqual([]);
    expect(await keys({ read_sis: true })).toEqual(['sis_group_category_id']);
    expect(await keys({ manage_sis: true })).toEqual(['sis_group_category_id', 'sis_import_id']);
  });
});

describe('making', () => {
  it('takes every field, in a course or an account, and answers as reading does', async () => {
    const body = {
      name: ' Projects ',
      sis_group_category_id: 'P1',
      self_signup: 'restricted',
      auto_leader: 'first',
      group_limit: 5,
    };
    const [status, made] = await send('POST', '/courses/sis_course_id:ALG/group_categories', body);
    expect([status, made]).toEqual([
      200,
      expect.objectContaining({
        ...body,
        name: 'Projects',
        course_id: course,
        groups_count: 0,
        sis_import_id: null,
      }),
    ]);
    expect(await send('GET', `/group_categories/${(made as GroupCategory).id}`)).toEqual([200, made]);
    const form = new URLSearchParams({ name: 'Projects' });
    expect(await send('POST', `/accounts/${arts}/group_categories`, form)).toEqual([
      200,
      expect.objectContaining({
        name: 'Projects',
        context_type: 'Account',
        account_id: arts,
        self_signup: null,
      }),
    ]);
    expect(await stored('group_categories', (made as GroupCategory).id, 'single_tag, kind')).toEqual({
      single_tag: false,
      kind: 'group',
    });
  });

  it.each([
    [{}, field('name', 'blank')],
    [{ name: ' ' }, field('name', 'blank')],
    [{ name: 'x'.repeat(256) }, field('name', 'too_long')],
    [{ name: 'imported Groups' }, field('name', 'reserved')],
    [{ name: 'Taken' }, field('name', 'taken')],
    [{ name: 'New', sis_group_category_id: 'TAKEN' }, field('sis_group_category_id', 'taken')],
    [{ name: 'New', group_limit: 0 }, field('group_limit', 'invalid')],
    [{ name: 'New', group_limit: 'many' }, field('group_limit', 'invalid')],
    [{ name: 'New', self_signup: 'all' }, [400, { message: expect.any(String), code: 'invalid_value' }]],
    [{ name: 'New', auto_leader: 'best' }, [400, { message: expect.any(String), code: 'invalid_value' }]],
  ])('refuses %j', async (body, expected) => {
    await send('POST', `/accounts/${arts}/group_categories`, {
      name: 'Taken',
      sis_group_category_id: 'TAKEN',
    });
    expect(await send('POST', `/accounts/${arts}/group_categories`, body)).toEqual(expected);
  });
});

describe('changing', () => {
  it('leaves what is not sent, and blanks what is sent blank', async () => {
    const sis = { sis_id: 'C1', group_limit: 3, self_signup: 'enabled', auto_leader: 'first' };
    const id = await school.category({ course_id: course, name: 'Old', ...sis });
    const [, renamed] = await send('PUT', `/group_categories/${id}`, { name: 'New' });
    expect(renamed).toMatchObject({
      name: 'New',
      sis_group_category_id: 'C1',
      group_limit: 3,
      self_signup: 'enabled',
      auto_leader: 'first',
    });
    const blank = { sis_group_category_id: '', group_limit: '', self_signup: null, auto_leader: '' };
    const [status, body] = await send('PUT', '/group_categories/sis_group_category_id:C1', blank);
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        sis_group_category_id: null,
        group_limit: null,
        self_signup: null,
        auto_leader: null,
      }),
    ]);
    expect(await send('GET', `/group_categories/${id}`)).toEqual([200, body]);
    expect((await send('PUT', `/group_categories/${id}`, {}))[0]).toBe(200);
  });

  it('keeps names and SIS ids unique, but a name to its bearer', async () => {
    const place = await school.course();
    const one = await school.category({ course_id: place, name: 'One', sis_id: 'ONE' });
    const two = await school.category({ course_id: place, name: 'Two' });
    await school.category({ course_id: place, name: 'Tag', kind: 'tag' });
    expect(await send('PUT', `/group_categories/${two}`, { name: 'One' })).toEqual(field('name', 'taken'));
    expect(await send('PUT', `/group_categories/${two}`, { name: '' })).toEqual(field('name', 'blank'));
    expect(await send('PUT', `/group_categories/${two}`, { sis_group_category_id: 'ONE' })).toEqual(
      field('sis_group_category_id', 'taken'),
    );
    expect(
      (await send('PUT', `/group_categories/${one}`, { name: 'One', sis_group_category_id: 'ONE' }))[0],
    ).toBe(200);
    expect((await send('PUT', `/group_categories/${two}`, { name: 'Tag' }))[0]).toBe(200);
  });

  it('gives a SIS id only for those who may manage SIS data', async () => {
    const id = await school.category({ account_id: arts, name: 'Mine', sis_id: 'MINE' });
    const token = await server.makeAdmin(root, { manage_groups_manage: true });
    const put = (sis_group_category_id: string) =>
      send('PUT', `/group_categories/${id}`, { sis_group_category_id }, token);
    expect((await put('MINE'))[0]).toBe(200);
    expect((await put('YOURS'))[0]).toBe(403);
    expect(
      (
        await send(
          'POST',
          `/accounts/${arts}/group_categories`,
          { name: 'N', sis_group_category_id: 'N' },
          token,
        )
      )[0],
    ).toBe(403);
  });
});

describe('deleting', () => {
  it('takes the groups and their memberships along', async () => {
    const id = await school.category({ course_id: course, name: 'Doomed' });
    const ada = await school.person('Ada');
    const group = await school.group({ course_id: course, group_category_id: id, leader_id: ada });
    const membership = await school.membership(group, ada);
    const other = await school.group({ course_id: course });
    const stays = await school.membership(other, ada);
    expect(await send('DELETE', `/group_categories/${id}`)).toEqual([
      200,
      expect.objectContaining({ id, groups_count: 0 }),
    ]);
    expect(await stored('group_categories', id, 'workflow_state')).toEqual({ workflow_state: 'deleted' });
    expect(await stored('groups', group, 'workflow_state, leader_id')).toEqual({
      workflow_state: 'deleted',
      leader_id: null,
    });
    expect(await stored('group_memberships', membership, 'workflow_state')).toEqual({
      workflow_state: 'deleted',
    });
    expect(await stored('group_memberships', stays, 'workflow_state')).toEqual({
      workflow_state: 'accepted',
    });
    expect(await send('DELETE', `/group_categories/${id}`)).toEqual(unknown);
  });

  it('spares the built-in sets', async () => {
    const id = await school.category({ account_id: 1, name: 'Communities', role: 'communities' });
    expect((await send('DELETE', `/group_categories/${id}`))[0]).toBe(403);
    expect((await send('PUT', `/group_categories/${id}`, { name: 'Mine' }))[0]).toBe(403);
    expect(await stored('group_categories', id, 'workflow_state')).toEqual({ workflow_state: 'active' });
  });
});

describe('who may', () => {
  it('read: any admin of the account; write: those with manage_groups_manage there', async () => {
    const id = await school.category({ course_id: course, name: 'Guarded' });
    const admin_of = (account: number, permissions = {}) =>
      server.makeAdmin({ ...root, id: account }, permissions);
    const other = await server.makeTenant('Other');
    const reads = [
      `/courses/${course}/group_categories`,
      `/accounts/${arts}/group_categories`,
      `/group_categories/${id}`,
    ];
    const writes = [
      ['POST', `/courses/${course}/group_categories`],
      ['POST', `/accounts/${arts}/group_categories`],
      ['PUT', `/group_categories/${id}`],
      ['DELETE', `/group_categories/${id}`],
    ] as const;
    const [here, elsewhere] = [
      await admin_of(arts),
      await admin_of(await school.account(), { manage_groups_manage: true }),
    ];
    for (const path of reads) {
      expect((await send('GET', path, undefined, here))[0]).toBe(200);
      expect((await send('GET', path, undefined, elsewhere))[0]).toBe(403);
      expect((await send('GET', path, undefined, other.token))[0]).toBe(403);
      expect((await send('GET', path, undefined, null))[0]).toBe(401);
    }
    for (const [method, path] of writes) {
      for (const token of [here, elsewhere, other.token]) {
        expect((await send(method, path, { name: 'Mine' }, token))[0]).toBe(403);
      }
      expect((await send(method, path, { name: 'Mine' }, null))[0]).toBe(401);
    }
    const manager = await admin_of(arts, { manage_groups_manage: true });
    expect((await send('POST', `/courses/${course}/group_categories`, { name: 'Managed' }, manager))[0]).toBe(
      200,
    );
  });
});
