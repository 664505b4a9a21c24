import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Group } from '../../../api/index.ts';

let server: ApiServer;
let school: RosterFactory;
let course: number;
let section: number;
let labs: number;
const root = { root_account_id: 1, id: 1 };
beforeAll(async () => {
  server = await createApiServer();
  school = await openRosterFactory(server.database.pool, 1);
  course = await school.course();
  section = await school.section(course);
  labs = await school.category({ course_id: course, name: 'Labs', sis_id: 'LABS' });
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

let people = 0;
/** A person who takes the course. */
async function student(): Promise<number> {
  people += 1;
  const { user_id } = await school.user(`P${people}`);
  await school.enrollment(user_id, section);
  return user_id;
}

async function stored(id: number): Promise<object> {
  const sql = 'select name, workflow_state, stuck_fields, leader_id from groups where id = $1';
  return (await server.database.pool.query(sql, [id])).rows[0];
}

/** The states of the memberships of a group, by person. */
async function states(group_id: number): Promise<Readonly<Record<number, string>>> {
  const sql = 'select user_id, workflow_state from group_memberships where group_id = $1 order by id';
  const { rows } = await server.database.pool.query(sql, [group_id]);
  return Object.fromEntries(rows.map(({ user_id, workflow_state }) => [user_id, workflow_state]));
}

const field = (name: string, type: string) => [
  400,
  { errors: { [name]: [{ attribute: name, type, message: expect.any(String) }] }, code: `${type}_field` },
];

describe('making a group', () => {
  it('in a category takes every field and the members, and answers as reading does', async () => {
    const [one, two] = [await student(), await student()];
    const [status, made] = await send('POST', '/group_categories/sis_group_category_id:LABS/groups', {
      name: ' Lab 1 ',
      description: 'On Mondays',
      is_public: true,
      join_level: 'parent_context_auto_join',
      sis_group_id: 'G1',
      members: [one, `sis_user_id:P${people}`],
    });
    expect([status, made]).toEqual([
      200,
      expect.objectContaining({
        name: 'Lab 1',
        description: 'On Mondays',
        is_public: true,
        join_level: 'parent_context_auto_join',
        sis_group_id: 'G1',
        group_category_id: labs,
        course_id: course,
        members_count: 2,
        sis_import_id: null,
      }),
    ]);
    const { id } = made as Group;
    expect(await send('GET', `/groups/${id}`)).toEqual([200, made]);
    expect(await states(id)).toEqual({ [one]: 'accepted', [two]: 'accepted' });
    expect(await stored(id)).toMatchObject({ stuck_fields: '' });
  });

  it('of its own puts it into the root account, by form too', async () => {
    const form = new URLSearchParams({ name: 'Chess', is_public: 'false' });
    expect(await send('POST', '/groups', form)).toEqual([
      200,
      expect.objectContaining({
        name: 'Chess',
        account_id: 1,
        group_category_id: null,
        role: 'communities',
        join_level: 'invitation_only',
      }),
    ]);
  });

  it.each([
    [{}, field('name', 'blank')],
    [{ name: 'x'.repeat(256) }, field('name', 'too_long')],
    [{ name: 'G', sis_group_id: 'TAKEN' }, field('sis_group_id', 'taken')],
    [{ name: 'G', join_level: 'open' }, [400, { message: expect.any(String), code: 'invalid_value' }]],
    [
      { name: 'G', members: [999_999] },
      [404, { errors: [{ message: expect.any(String) }], code: 'unknown_record' }],
    ],
  ])('refuses %j', async (body, expected) => {
    await send('POST', '/groups', { name: 'Holder', sis_group_id: 'TAKEN' });
    expect(await send('POST', `/group_categories/${labs}/groups`, body)).toEqual(expected);
  });

  it('with people who cannot be in it makes nothing', async () => {
    const before = await send('GET', `/group_categories/${labs}/groups`);
    const outsider = await school.person('Outsider');
    expect(
      await send('POST', `/group_categories/${labs}/groups`, { name: 'No', members: [outsider] }),
    ).toEqual(field('members', 'not_in_course'));
    const small = await school.category({ course_id: course, name: 'Small', group_limit: 1 });
    const members = [await student(), await student()];
    expect(await send('POST', `/group_categories/${small}/groups`, { name: 'No', members })).toEqual(
      field('members', 'full'),
    );
    expect(await send('GET', `/group_categories/${small}/groups`)).toEqual([200, []]);
    expect(await send('GET', `/group_categories/${labs}/groups`)).toEqual(before);
  });
});

describe('changing a group', () => {
  it('leaves what is not sent, and a new name sticks', async () => {
    const more = { description: 'Old', join_level: 'parent_context_request', sis_id: 'KEEP' };
    const id = await school.group({ course_id: course, group_category_id: labs, name: 'Old', ...more });
    const [, same] = await send('PUT', `/groups/${id}`, { name: 'Old', is_public: true });
    expect(same).toMatchObject({ is_public: true, description: 'Old', join_level: 'parent_context_request' });
    expect(await stored(id)).toMatchObject({ stuck_fields: '' });
    const [status, body] = await send('PUT', '/groups/sis_group_id:KEEP', {
      name: 'New',
      description: '',
      sis_group_id: '',
    });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ name: 'New', description: null, sis_group_id: null, is_public: true }),
    ]);
    expect(await stored(id)).toMatchObject({ stuck_fields: 'name' });
    await send('PUT', `/groups/${id}`, { name: 'Third', override_sis_stickiness: false });
    expect(await stored(id)).toMatchObject({ name: 'New' });
    await send('PUT', `/groups/${id}`, { name: 'Third' });
    expect(await stored(id)).toMatchObject({ name: 'Third' });
    expect(await send('PUT', `/groups/${id}`, { name: '' })).toEqual(field('name', 'blank'));
  });

  it('to certain members lets all others leave, and the lead with them', async () => {
    const set = await school.category({ course_id: course, name: 'Houses' });
    const [one, two, three, four] = [await student(), await student(), await student(), await student()];
    const id = await school.group({ course_id: course, group_category_id: set, leader_id: one });
    const other = await school.group({ course_id: course, group_category_id: set });
    await school.membership(id, one);
    await school.membership(id, two);
    await school.membership(id, three, { workflow_state: 'invited' });
    await school.membership(other, four);
    const [status, body] = await send('PUT', `/groups/${id}`, { members: [two, four] });
    expect([status, (body as Group).members_count, (body as Group).leader]).toEqual([200, 2, null]);
    expect(await states(id)).toEqual({
      [one]: 'deleted',
      [two]: 'accepted',
      [three]: 'deleted',
      [four]: 'accepted',
    });
    expect(await states(other)).toEqual({ [four]: 'deleted' });
    await send('PUT', `/groups/${id}`, new URLSearchParams({ 'members[]': '' }));
    expect(Object.values(await states(id))).toEqual(['deleted', 'deleted', 'deleted', 'deleted']);
  });

  it('refuses a SIS id that another holds, and any to those who may not manage SIS data', async () => {
    const id = await school.group({ course_id: course, name: 'One', sis_id: 'ONE' });
    await school.group({ course_id: course, sis_id: 'TWO' });
    await school.group({ course_id: course, sis_id: 'THREE', kind: 'tag' });
    expect(await send('PUT', `/groups/${id}`, { sis_group_id: 'TWO' })).toEqual(
      field('sis_group_id', 'taken'),
    );
    const token = await server.makeAdmin(root, { manage_groups_manage: true });
    const put = (sis_group_id: string, given?: string) =>
      send('PUT', `/groups/${id}`, { sis_group_id }, given);
    expect((await put('ONE', token))[0]).toBe(200);
    expect((await put('THREE', token))[0]).toBe(403);
    expect((await put('THREE'))[0]).toBe(200);
  });
});

describe('deleting a group', () => {
  it('takes its memberships along', async () => {
    const ada = await student();
    const id = await school.group({ course_id: course, name: 'Doomed', leader_id: ada });
    await school.membership(id, ada);
    expect(await send('DELETE', `/groups/${id}`)).toEqual([
      200,
      expect.objectContaining({ id, members_count: 0 }),
    ]);
    expect(await stored(id)).toMatchObject({ workflow_state: 'deleted', leader_id: null, stuck_fields: '' });
    expect(await states(id)).toEqual({ [ada]: 'deleted' });
    expect((await send('DELETE', `/groups/${id}`))[0]).toBe(404);
  });
});

describe('who may write', () => {
  it('is whoever holds manage_groups_manage in the account of the group', async () => {
    const arts = await school.account();
    const art = await school.course({ account_id: arts });
    const set = await school.category({ course_id: art, name: 'Sets' });
    const id = await school.group({ course_id: art, group_category_id: set });
    const other = await server.makeTenant('Other');
    const refused = [
      await server.makeAdmin(root, { read_roster: true, manage_sis: true }),
      await server.makeAdmin({ ...root, id: await school.account() }, { manage_groups_manage: true }),
      other.token,
    ];
    const calls = [
      ['POST', '/groups'],
      ['POST', `/group_categories/${set}/groups`],
      ['PUT', `/groups/${id}`],
      ['DELETE', `/groups/${id}`],
    ] as const;
    for (const [method, path] of calls) {
      for (const token of refused) expect((await send(method, path, { name: 'Mine' }, token))[0]).toBe(403);
      expect((await send(method, path, { name: 'Mine' }, null))[0]).toBe(401);
    }
    const manager = await server.makeAdmin({ ...root, id: arts }, { manage_groups_manage: true });
    expect((await send('POST', `/group_categories/${set}/groups`, { name: 'Managed' }, manager))[0]).toBe(
      200,
    );
    expect((await send('POST', '/groups', { name: 'Mine' }, manager))[0]).toBe(403);
    expect((await send('DELETE', `/groups/${id}`, undefined, manager))[0]).toBe(200);
  });
});
