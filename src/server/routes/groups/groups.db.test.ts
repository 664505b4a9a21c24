import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Group, User } from '../../../api/index.ts';

let server: ApiServer;
let school: RosterFactory;
const root = { root_account_id: 1, id: 1 };
const id: Record<string, number> = {};

/** A course with groups of two categories and of none; clubs in an account; a tag that is no group. */
beforeAll(async () => {
  server = await createApiServer();
  school = await openRosterFactory(server.database.pool, 1);
  id.arts = await school.account({ name: 'Arts', sis_id: 'ARTS', default_group_storage_quota_mb: 70 });
  id.course = await school.course({ name: 'Algebra', sis_id: 'ALG', account_id: id.arts });
  id.labs = await school.category({ course_id: id.course, name: 'Labs', sis_id: 'LABS', group_limit: 4 });
  id.houses = await school.category({ course_id: id.course, name: 'houses' });
  const group = async (name: string, columns: Parameters<RosterFactory['group']>[0]) => {
    id[name] = await school.group({ name, ...columns });
  };
  const here = { course_id: id.course };
  await group('lab 1', { ...here, group_category_id: id.labs, sis_id: 'L1', sis_import_id: 3 });
  await group('Lab 2', { ...here, group_category_id: id.labs });
  await group('Red', { ...here, group_category_id: id.houses });
  await group('Own', here);
  await group('Gone', { ...here, workflow_state: 'deleted' });
  await group('Tag', { ...here, kind: 'tag', sis_id: 'T1' });
  await group('Club', { account_id: id.arts, max_membership: 9 });
  for (const name of ['Ada', 'Bo', 'Cyd']) id[name] = (await school.user(name.toUpperCase(), name)).user_id;
  id.ada = await school.membership(id['lab 1']!, id.Ada!);
  await school.membership(id['lab 1']!, id.Bo!);
  await school.membership(id['lab 1']!, id.Cyd!, { workflow_state: 'invited' });
  await school.stamp('groups', [id['lab 1']!], 6);
  await server.database.pool.query('update groups set leader_id = $1 where id = $2', [id.Bo, id['lab 1']]);
});
afterAll(() => server.close());

async function get(path: string, token?: string | null): Promise<[number, unknown]> {
  const response = await server.get(`/api/v1${path}`, token);
  return [response.status, await response.json()];
}

async function names(path: string): Promise<readonly string[]> {
  const [status, body] = await get(path);
  expect(status).toBe(200);
  return (body as { name: string }[]).map(({ name }) => name);
}

describe('lists of groups', () => {
  it('hold the living groups of a course by category and name, and no tag', async () => {
    expect(await names('/courses/sis_course_id:ALG/groups')).toEqual(['Own', 'Red', 'lab 1', 'Lab 2']);
    expect(await names(`/courses/${id.course}/groups?per_page=2&page=2`)).toEqual(['lab 1', 'Lab 2']);
    expect((await get(`/courses/${id.course}/groups?page=0`))[0]).toBe(404);
  });

  it('hold those right in an account', async () => {
    expect(await names('/accounts/sis_account_id:ARTS/groups')).toEqual(['Club']);
    expect(await names('/accounts/1/groups')).toEqual([]);
  });

  it('hold those of a category', async () => {
    const hex = `hex:sis_group_category_id:${Buffer.from('LABS').toString('hex')}`;
    expect(await names(`/group_categories/${hex}/groups`)).toEqual(['lab 1', 'Lab 2']);
    expect(await names(`/group_categories/${id.labs}/groups?per_page=1&page=2`)).toEqual(['Lab 2']);
  });

  it('show members and categories when asked to', async () => {
    const [, body] = await get(`/courses/${id.course}/groups?include[]=users&include[]=group_category`);
    const shown = (body as Group[]).map(({ users, group_category }) => [
      users?.map(({ name }) => name),
      group_category?.name,
    ]);
    expect(shown).toEqual([
      [[], undefined],
      [[], 'houses'],
      [['Ada', 'Bo'], 'Labs'],
      [[], 'Labs'],
    ]);
    expect((body as Group[])[0]?.group_category).toBeNull();
    const token = await server.makeAdmin(root, {});
    const [, unread] = await get(`/courses/${id.course}/groups?include[]=users`, token);
    expect((unread as Group[]).some((group) => 'users' in group)).toBe(false);
  });
});

describe('a group', () => {
  it('has every key', async () => {
    const [status, body] = await get('/groups/sis_group_id:L1');
    expect([status, body]).toStrictEqual([
      200,
      {
        id: id['lab 1'],
        name: 'lab 1',
        description: null,
        is_public: false,
        followed_by_user: false,
        join_level: 'invitation_only',
        members_count: 2,
        avatar_url: null,
        context_type: 'Course',
        course_id: id.course,
        context_name: 'Algebra',
        role: null,
        group_category_id: id.labs,
        sis_group_id: 'L1',
        sis_import_id: 6,
        storage_quota_mb: 70,
        max_membership: 4,
        leader: {
          id: id.Bo,
          display_name: 'Bo',
          avatar_image_url: null,
          html_url: `${server.url}/courses/${id.course}/users/${id.Bo}`,
        },
        concluded: false,
        has_submission: false,
        created_at: expect.stringMatching(/Z$/),
        non_collaborative: false,
      },
    ]);
  });

  it('belongs to an account, or to the built-in set of its place', async () => {
    expect((await get(`/groups/${id.Club}`))[1]).toMatchObject({
      context_type: 'Account',
      account_id: id.arts,
      context_name: 'Arts',
      role: 'communities',
      group_category_id: null,
      max_membership: 9,
      leader: null,
    });
    expect((await get(`/groups/${id.Own}`))[1]).toMatchObject({ role: 'student_organized' });
  });

  it('of a concluded course is concluded', async () => {
    const course_id = await school.course({ workflow_state: 'completed' });
    const [, body] = await get(`/groups/${await school.group({ course_id })}`);
    expect((body as Group).concluded).toBe(true);
  });

  it('shows SIS fields to those who may see them', async () => {
    const keys = async (permissions: Record<string, boolean>) => {
      const [, body] = await get(`/groups/${id['lab 1']}`, await server.makeAdmin(root, permissions));
      return Object.keys(body as object).filter((key) => key.startsWith('sis_'));
    };
    expect(await keys({})).toEqual([]);
    expect(await keys({ read_sis: true })).toEqual(['sis_group_id']);
    expect(await keys({ manage_sis: true })).toEqual(['sis_group_id', 'sis_import_id']);
  });

  it.each(['Gone', 'Tag'])('that is %s is not there', async (name) => {
    for (const path of [
      `/groups/${id[name]}`,
      `/groups/${id[name]}/users`,
      `/groups/${id[name]}/memberships`,
    ]) {
      expect(await get(path)).toEqual([
        404,
        { errors: [{ message: expect.any(String) }], code: 'unknown_record' },
      ]);
    }
    expect((await get('/groups/sis_group_id:T1'))[0]).toBe(404);
  });
});

describe('GET groups/:group_id/users', () => {
  it('lists the members by name', async () => {
    expect(await names('/groups/sis_group_id:L1/users')).toEqual(['Ada', 'Bo']);
    expect(await names(`/groups/${id['lab 1']}/users?per_page=1&page=2`)).toEqual(['Bo']);
    const [, [ada]] = (await get(`/groups/${id['lab 1']}/users`)) as [number, User[]];
    expect(ada).toMatchObject({ id: id.Ada, sis_user_id: 'ADA', login_id: 'ADA' });
  });

  it('searches among them', async () => {
    const search = (term: string | number) => names(`/groups/${id['lab 1']}/users?search_term=${term}`);
    expect([await search('ad'), await search('cyd'), await search(id.Bo!)]).toEqual([['Ada'], [], ['Bo']]);
    await school.login(id.Bo!, 'other', { sis_id: 'HIDDEN' });
    expect(await search('hidd')).toEqual(['Bo']);
    const token = await server.makeAdmin(root, { read_roster: true });
    expect(await get(`/groups/${id['lab 1']}/users?search_term=hidd`, token)).toEqual([200, []]);
    expect(await get(`/groups/${id['lab 1']}/users?search_term=a`)).toEqual([
      400,
      { message: expect.any(String), code: 'short_search_term' },
    ]);
  });
});

describe('who may read', () => {
  it('groups: any admin of the account; their people: those with read_roster there', async () => {
    const place = { ...root, id: id.arts! };
    const [admin, reader] = [
      await server.makeAdmin(place, {}),
      await server.makeAdmin(place, { read_roster: true }),
    ];
    const elsewhere = await server.makeAdmin({ ...root, id: await school.account() }, { read_roster: true });
    const other = await server.makeTenant('Other');
    const people = `/groups/${id['lab 1']}/users`;
    const paths = [
      `/courses/${id.course}/groups`,
      `/accounts/${id.arts}/groups`,
      `/group_categories/${id.labs}/groups`,
      `/groups/${id['lab 1']}`,
    ];
    for (const path of paths) {
      expect((await get(path, admin))[0]).toBe(200);
      expect((await get(path, elsewhere))[0]).toBe(403);
      expect((await get(path, other.token))[0]).toBe(403);
      expect((await get(path, null))[0]).toBe(401);
    }
    expect((await get(people, reader))[0]).toBe(200);
    for (const token of [admin, elsewhere, other.token]) expect((await get(people, token))[0]).toBe(403);
    expect((await get(people, null))[0]).toBe(401);
  });
});
