import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { GroupMembership } from '../../../api/index.ts';

let server: ApiServer;
let school: RosterFactory;
let course: number;
let section: number;
let labs: number;
let group: number;
let ada: number;
let people = 0;
const root = { root_account_id: 1, id: 1 };
beforeAll(async () => {
  server = await createApiServer();
  school = await openRosterFactory(server.database.pool, 1);
  course = await school.course();
  section = await school.section(course);
  labs = await school.category({ course_id: course, name: 'Labs' });
});
afterAll(() => server.close());
beforeEach(async () => {
  group = await school.group({ course_id: course, group_category_id: labs });
  ada = await student();
});

/** A person who takes the course. */
async function student(): Promise<number> {
  people += 1;
  const { user_id } = await school.user(`P${people}`);
  await school.enrollment(user_id, section);
  return user_id;
}

async function send(
  method: string,
  path: string,
  body?: unknown,
  token?: string | null,
): Promise<[number, unknown]> {
  const response = await server.send(method, `/api/v1${path}`, body, token);
  return [response.status, await response.json()];
}

async function join(user_id: number | string, to = group): Promise<GroupMembership> {
  const [status, body] = await send('POST', `/groups/${to}/memberships`, { user_id });
  expect([status, body]).toEqual([200, expect.objectContaining({ group_id: to })]);
  return body as GroupMembership;
}

async function stateOf(id: number): Promise<string> {
  const sql = 'select workflow_state from group_memberships where id = $1';
  return (await server.database.pool.query(sql, [id])).rows[0].workflow_state;
}

const field = (name: string, type: string) => [
  400,
  { errors: { [name]: [{ attribute: name, type, message: expect.any(String) }] }, code: `${type}_field` },
];
const unknown = [404, { errors: [{ message: expect.any(String) }], code: 'unknown_record' }];
const invalid = [400, { message: expect.any(String), code: 'invalid_value' }];

describe('GET groups/:group_id/memberships', () => {
  it('lists those that are not deleted, or those in some states', async () => {
    const ids: number[] = [];
    for (const workflow_state of ['accepted', 'invited', 'requested', 'deleted']) {
      ids.push(await school.membership(group, await student(), { workflow_state }));
    }
    const read = async (query: string) => {
      const [status, body] = await send('GET', `/groups/${group}/memberships${query}`);
      expect(status).toBe(200);
      return (body as GroupMembership[]).map(({ id }) => ids.indexOf(id));
    };
    expect(await read('')).toEqual([0, 1, 2]);
    expect(await read('?filter_states[]=accepted&filter_states[]=requested')).toEqual([0, 2]);
    expect(await read('?filter_states=invited')).toEqual([1]);
    expect(await read('?per_page=2&page=2')).toEqual([2]);
    expect(await send('GET', `/groups/${group}/memberships?filter_states[]=gone`)).toEqual(invalid);
    expect((await send('GET', `/groups/${group}/memberships?page=x`))[0]).toBe(404);
  });

  it('shows one with every key, by its id or by the person', async () => {
    const id = await school.membership(group, ada, { sis_import_id: 4, moderator: true });
    await school.stamp('group_memberships', [id], 8);
    const shown = {
      id,
      group_id: group,
      user_id: ada,
      workflow_state: 'accepted',
      moderator: true,
      sis_import_id: 8,
    };
    expect(await send('GET', `/groups/${group}/memberships/${id}`)).toStrictEqual([200, shown]);
    expect(await send('GET', `/groups/${group}/users/sis_user_id:P${people}`)).toStrictEqual([200, shown]);
    const token = await server.makeAdmin(root, { read_roster: true, read_sis: true });
    const [, body] = await send('GET', `/groups/${group}/memberships/${id}`, undefined, token);
    expect(body).not.toHaveProperty('sis_import_id');
  });
});

describe('POST groups/:group_id/memberships', () => {
  it('lets a person join; who is in it already stays', async () => {
    await server.database.pool.query('update groups set sis_id = $1 where id = $2', [`G${group}`, group]);
    const [status, made] = await send('POST', `/groups/sis_group_id:G${group}/memberships`, {
      user_id: `sis_user_id:P${people}`,
    });
    expect([status, made]).toStrictEqual([
      200,
      {
        id: expect.any(Number),
        group_id: group,
        user_id: ada,
        workflow_state: 'accepted',
        moderator: false,
        sis_import_id: null,
        just_created: true,
      },
    ]);
    expect(await join(ada)).toEqual({ ...(made as object), just_created: false });
  });

  it('takes up an old record, and an invitation', async () => {
    const old = await school.membership(group, ada, { workflow_state: 'deleted' });
    expect(await join(ada)).toMatchObject({ id: old, workflow_state: 'accepted', just_created: true });
    const guest = await student();
    const invitation = await school.membership(group, guest, { workflow_state: 'invited' });
    expect(await join(guest)).toMatchObject({
      id: invitation,
      workflow_state: 'accepted',
      just_created: false,
    });
  });

  it('asks for it where the group is joined on request', async () => {
    await server.database.pool.query(
      `update groups set join_level = 'parent_context_request' where id = $1`,
      [group],
    );
    const asked = await join(ada);
    expect(asked).toMatchObject({ workflow_state: 'requested', just_created: true });
    expect(await join(ada)).toMatchObject({ id: asked.id, workflow_state: 'requested', just_created: false });
    expect(
      await send('PUT', `/groups/${group}/memberships/${asked.id}`, { workflow_state: 'accepted' }),
    ).toEqual([200, expect.objectContaining({ id: asked.id, workflow_state: 'accepted' })]);
  });

  it('lets the person leave the other groups of the category', async () => {
    const other = await school.group({ course_id: course, group_category_id: labs, leader_id: ada });
    const left = await school.membership(other, ada);
    const own = await school.membership(await school.group({ course_id: course }), ada);
    await join(ada);
    expect([await stateOf(left), await stateOf(own)]).toEqual(['deleted', 'accepted']);
    const { rows } = await server.database.pool.query('select leader_id from groups where id = $1', [other]);
    expect(rows).toEqual([{ leader_id: null }]);
  });

  it('refuses who is not in the course, who does not fit in, and nobody', async () => {
    const post = (user_id: unknown, to = group) => send('POST', `/groups/${to}/memberships`, { user_id });
    const outsider = await school.person('Outsider');
    await school.enrollment(outsider, section, { workflow_state: 'deleted' });
    expect(await post(outsider)).toEqual(field('user_id', 'not_in_course'));
    const small = await school.category({ course_id: course, name: `Small ${group}`, group_limit: 1 });
    const full = await school.group({ course_id: course, group_category_id: small });
    await join(ada, full);
    expect(await post(await student(), full)).toEqual(field('group_id', 'full'));
    expect(await post(ada, full)).toMatchObject([200, { just_created: false }]);
    expect(await post('')).toEqual([400, { message: expect.any(String), code: 'missing_group' }]);
    expect(await post(999_999)).toEqual(unknown);
    const other = await server.makeTenant('Foreign');
    const foreign = await (await openRosterFactory(server.database.pool, other.id)).person('Ada');
    expect(await post(foreign)).toEqual(unknown);
  });

  it('takes anybody of the tenant in a group of an account', async () => {
    const club = await school.group({ account_id: 1 });
    expect(await join(await school.person('Anybody'), club)).toMatchObject({ workflow_state: 'accepted' });
  });
});

describe('PUT', () => {
  it('accepts and makes moderators, by the id or by the person', async () => {
    const id = await school.membership(group, ada, { workflow_state: 'invited' });
    const path = `/groups/${group}/memberships/${id}`;
    expect(await send('PUT', path, { moderator: true })).toEqual([
      200,
      expect.objectContaining({ workflow_state: 'invited', moderator: true }),
    ]);
    const form = new URLSearchParams({ workflow_state: 'accepted', moderator: 'no' });
    expect(await send('PUT', `/groups/${group}/users/${ada}`, form)).toEqual([
      200,
      expect.objectContaining({ id, workflow_state: 'accepted', moderator: false }),
    ]);
    expect(await send('PUT', path, { workflow_state: 'deleted' })).toEqual(invalid);
    expect(await send('PUT', path)).toEqual(await send('GET', path));
  });

  it('accepts nobody whom the group does not take', async () => {
    const { rows } = await server.database.pool.query(
      'update groups set max_membership = 1 where id = $1 returning id',
      [group],
    );
    expect(rows).toHaveLength(1);
    const id = await school.membership(group, ada, { workflow_state: 'invited' });
    await join(await student());
    expect(await send('PUT', `/groups/${group}/memberships/${id}`, { workflow_state: 'accepted' })).toEqual(
      field('group_id', 'full'),
    );
    expect(await stateOf(id)).toBe('invited');
  });
});

describe('DELETE', () => {
  it('ends a membership and the lead, by the id or by the person', async () => {
    const guest = await student();
    const ids = [await school.membership(group, ada), await school.membership(group, guest)];
    await server.database.pool.query('update groups set leader_id = $1 where id = $2', [ada, group]);
    expect(await send('DELETE', `/groups/${group}/memberships/${ids[0]}`)).toEqual([
      200,
      {
        id: ids[0],
        group_id: group,
        user_id: ada,
        workflow_state: 'deleted',
        moderator: false,
        sis_import_id: null,
        ok: true,
      },
    ]);
    const { rows } = await server.database.pool.query('select leader_id from groups where id = $1', [group]);
    expect(rows).toEqual([{ leader_id: null }]);
    expect((await send('DELETE', `/groups/${group}/users/sis_user_id:P${people}`))[0]).toBe(200);
    expect(await stateOf(ids[1]!)).toBe('deleted');
  });

  it('hands the lead on where the category says so', async () => {
    const set = await school.category({ course_id: course, name: `Led ${group}`, auto_leader: 'first' });
    const led = await school.group({ course_id: course, group_category_id: set, leader_id: ada });
    const [first, second] = [await student(), await student()];
    for (const person of [ada, second, first]) await school.membership(led, person);
    await send('DELETE', `/groups/${led}/users/${ada}`);
    expect((await send('GET', `/groups/${led}`))[1]).toMatchObject({ leader: { id: second } });
  });
});

describe('what is not there', () => {
  it('is a deleted membership, one of another group, a person who is not in it', async () => {
    const gone = await school.membership(group, ada, { workflow_state: 'deleted' });
    const elsewhere = await school.membership(await school.group({ course_id: course }), ada);
    for (const end of [
      `memberships/${gone}`,
      `memberships/${elsewhere}`,
      'memberships/x',
      `users/${ada}`,
      'users/999999',
    ]) {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        expect(await send(method, `/groups/${group}/${end}`)).toEqual(unknown);
      }
    }
  });
});

describe('who may', () => {
  it('read: those with read_roster in the account of the group; write: those with manage_groups_manage', async () => {
    const id = await school.membership(group, ada);
    const other = await server.makeTenant('Other');
    const nobody = [
      await server.makeAdmin(root, { manage_sis: true }),
      await server.makeAdmin(
        { ...root, id: await school.account() },
        { read_roster: true, manage_groups_manage: true },
      ),
      other.token,
    ];
    const reader = await server.makeAdmin(root, { read_roster: true });
    const all = `/groups/${group}/memberships`;
    const ends = [`${all}/${id}`, `/groups/${group}/users/${ada}`];
    for (const path of [all, ...ends]) {
      expect((await send('GET', path, undefined, reader))[0]).toBe(200);
      for (const token of nobody) expect((await send('GET', path, undefined, token))[0]).toBe(403);
      expect((await send('GET', path, undefined, null))[0]).toBe(401);
    }
    const writes = [
      ['POST', all],
      ...ends.flatMap((path) => [
        ['PUT', path],
        ['DELETE', path],
      ]),
    ] as [string, string][];
    for (const [method, path] of writes) {
      for (const token of [...nobody, reader])
        expect((await send(method, path, { user_id: ada }, token))[0]).toBe(403);
      expect((await send(method, path, { user_id: ada }, null))[0]).toBe(401);
    }
    const manager = await server.makeAdmin(root, { manage_groups_manage: true });
    expect((await send('DELETE', ends[0]!, undefined, manager))[0]).toBe(200);
  });
});
