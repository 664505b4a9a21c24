import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Enrollment } from '../../../api/index.ts';
import { makeToken } from '../../auth/hash-token.ts';
import { storeToken } from '../../bootstrap.ts';

let server: ApiServer;
let school: RosterFactory;
const id: Record<string, number> = {};
/** The enrollments by the names that this file gives them. */
const held: Record<string, number> = {};
/** Where unknown Hosts lead, so that SIS ids of this tenant are found. */
const root = { root_account_id: 1, id: 1 };

/** Ada takes Algebra in two sections and Art; Bert teaches; Cleo watches Ada; Dora has left, Emil is to come. */
beforeAll(async () => {
  server = await createApiServer();
  school = await openRosterFactory(server.database.pool, 1);
  id.arts = await school.account({ sis_id: 'ARTS' });
  id.fall = await school.term({ sis_id: 'F26' });
  id.algebra = await school.course({ sis_id: 'ALG', integration_id: 'ALG-I', enrollment_term_id: id.fall });
  id.art = await school.course({ sis_id: 'ART', account_id: id.arts });
  id.one = await school.section(id.algebra, { sis_id: 'ALG-1', integration_id: 'ALG-1-I' });
  id.two = await school.section(id.algebra, { sis_id: 'ALG-2' });
  id.studio = await school.section(id.art, { sis_id: 'ART-1' });
  for (const name of ['Ada', 'Bert', 'Cleo', 'Dora', 'Emil']) {
    const made = await school.user(name.toUpperCase(), name);
    id[name] = made.user_id;
    id[`${name} login`] = made.login_id;
  }
  id['Ada 2 login'] = await school.login(id.Ada!, 'ada2', { sis_id: 'ADA2' });
  id.reader = await school.role('Reader', { base_role_type: 'TeacherEnrollment' });
  const enroll = async (name: string, person: string, section: string, columns = {}) => {
    held[name] = await school.enrollment(id[person]!, id[section]!, columns);
  };
  await enroll('ada 1', 'Ada', 'one', { sis_pseudonym_id: id['Ada login']!, sis_import_id: 3 });
  await enroll('ada 2', 'Ada', 'two', { sis_pseudonym_id: id['Ada 2 login']! });
  await enroll('ada art', 'Ada', 'studio', { workflow_state: 'completed' });
  await enroll('bert', 'Bert', 'one', { type: 'TeacherEnrollment', role_id: id.reader });
  await enroll('bert art', 'Bert', 'studio', { type: 'TeacherEnrollment' });
  await enroll('cleo', 'Cleo', 'one', { type: 'ObserverEnrollment', associated_user_id: id.Ada! });
  await enroll('dora', 'Dora', 'one', { workflow_state: 'deleted' });
  await enroll('dora 2', 'Dora', 'two', { workflow_state: 'inactive' });
  await enroll('emil', 'Emil', 'one', { workflow_state: 'invited' });
  await enroll('emil 2', 'Emil', 'two', { workflow_state: 'creation_pending' });
  await enroll('emil art', 'Emil', 'studio', { workflow_state: 'rejected' });
  await school.stamp('enrollments', [held['ada 1']!], 7);
});
afterAll(() => server.close());

async function read(path: string, token?: string | null): Promise<[number, Enrollment[]]> {
  const response = await server.get(`/api/v1${path}`, token);
  return [response.status, (await response.json()) as Enrollment[]];
}

/** The names that this file gives the enrollments of a list. */
async function names(path: string, token?: string): Promise<readonly (string | undefined)[]> {
  const [status, list] = await read(path, token);
  expect(status).toBe(200);
  return list.map((shown) => Object.keys(held).find((name) => held[name] === shown.id));
}

const course = () => `/courses/${id.algebra}/enrollments`;
const everything = 'active,invited,creation_pending,deleted,rejected,completed,inactive'
  .split(',')
  .map((state) => `state[]=${state}`)
  .join('&');

async function tokenOf(user_id: number): Promise<string> {
  const token = makeToken();
  const owner = { root_account_id: 1, user_id };
  await storeToken(server.database.pool, owner, { token, purpose: 'test' });
  return token;
}

describe('the enrollments of a course, a section, a person', () => {
  it('are the active and invited ones, by type and name', async () => {
    expect(await names(course())).toEqual(['cleo', 'ada 1', 'ada 2', 'emil', 'bert']);
    expect(await names(`/sections/${id.two}/enrollments`)).toEqual(['ada 2']);
    expect(await names(`/users/${id.Ada}/enrollments`)).toEqual(['ada 1', 'ada 2']);
  });

  it('are found by SIS ids, also in hex', async () => {
    const hex = Buffer.from('ALG-2').toString('hex');
    const statusOf = async (path: string) => (await read(`${path}/enrollments`))[0];
    expect(await statusOf('/courses/sis_course_id:ALG')).toBe(200);
    expect(await statusOf(`/sections/hex:sis_section_id:${hex}`)).toBe(200);
    expect(await statusOf('/users/sis_login_id:ada')).toBe(200);
    expect(await statusOf('/users/sis_user_id:NOBODY')).toBe(404);
    expect(await statusOf('/sections/sis_course_id:ALG')).toBe(404);
  });

  it('come in pages', async () => {
    const response = await server.get(`/api/v1${course()}?per_page=2&page=2`);
    expect(((await response.json()) as Enrollment[]).map((shown) => shown.id)).toEqual([
      held['ada 2'],
      held.emil,
    ]);
    const links = response.headers
      .get('link')
      ?.split(',')
      .map((link) => link.match(/rel="(.*)"/)?.[1]);
    expect(links).toEqual(['current', 'next', 'prev', 'first']);
    expect((await read(`${course()}?page=0`))[0]).toBe(404);
    expect(await names(`${course()}?page=9`)).toEqual([]);
  });
});

describe('filters', () => {
  it.each([
    ['state[]=invited', ['emil']],
    ['state[]=deleted&state[]=inactive', ['dora', 'dora 2']],
    ['state[]=creation_pending', ['emil 2']],
    ['state=completed', []],
    ['state[]=current_and_invited', ['cleo', 'ada 1', 'ada 2', 'emil', 'bert']],
    ['state[]=current_and_future', ['cleo', 'ada 1', 'ada 2', 'emil', 'emil 2', 'bert']],
    ['state[]=current_and_concluded&state[]=inactive', ['cleo', 'ada 1', 'ada 2', 'dora 2', 'bert']],
    ['state[]=nonsense', []],
    ['type[]=TeacherEnrollment&type[]=ObserverEnrollment', ['cleo', 'bert']],
    ['type[]=DesignerEnrollment', []],
    ['role[]=Reader', ['bert']],
    ['role[]=Reader&type[]=StudentEnrollment', ['bert']],
    ['role[]=StudentEnrollment', ['ada 1', 'ada 2', 'emil']],
    ['role[]=TeacherEnrollment', []],
    ['sis_section_id[]=ALG-2&sis_section_id[]=ALG-9', ['ada 2']],
    ['sis_course_id[]=ALG', ['cleo', 'ada 1', 'ada 2', 'emil', 'bert']],
    ['sis_course_id[]=ART', []],
    ['sis_account_id[]=ARTS', []],
    ['sis_user_id[]=ADA2', ['ada 1', 'ada 2']],
    ['sis_user_id[]=ADA2&created_for_sis_id[]=true', ['ada 2']],
    ['sis_user_id[]=ADA2&created_for_sis_id[]=false', ['ada 1', 'ada 2']],
    ['sis_user_id[]=ADA&sis_user_id[]=BERT', ['ada 1', 'ada 2', 'bert']],
  ])('of a course: %s', async (query, expected) => {
    expect(await names(`${course()}?${query}`)).toEqual(expected);
  });

  it.each([
    [everything, ['ada 1', 'ada 2', 'ada art']],
    ['sis_account_id[]=ARTS&state[]=current_and_concluded', ['ada art']],
    ['enrollment_term_id=sis_term_id:F26&state[]=current_and_concluded', ['ada 1', 'ada 2']],
    ['sis_course_id[]=ART&state[]=completed', ['ada art']],
  ])('of a person: %s', async (query, expected) => {
    expect(await names(`/users/${id.Ada}/enrollments?${query}`)).toEqual(expected);
  });

  it('of one person', async () => {
    expect(await names(`${course()}?user_id=${id.Ada}`)).toEqual(['ada 1', 'ada 2']);
    expect(await names(`/sections/${id.one}/enrollments?user_id=${id.Ada}`)).toEqual(['ada 1']);
    expect((await read(`${course()}?user_id=999999`))[0]).toBe(404);
    expect((await read(`/users/${id.Ada}/enrollments?enrollment_term_id=999999`))[0]).toBe(404);
  });
});

describe('an enrollment', () => {
  it('has every key, student grades empty as before the first mark', async () => {
    const [, list] = await read(`/sections/${id.one}/enrollments?sis_user_id[]=ADA`);
    const course_url = `/courses/${id.algebra}`;
    expect(list).toEqual([
      {
        id: held['ada 1'],
        user_id: id.Ada,
        course_id: id.algebra,
        course_section_id: id.one,
        root_account_id: 1,
        associated_user_id: null,
        type: 'StudentEnrollment',
        role: 'StudentEnrollment',
        role_id: school.role_ids.StudentEnrollment,
        enrollment_state: 'active',
        limit_privileges_to_course_section: false,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        updated_at: expect.stringMatching(/Z$/),
        start_at: null,
        end_at: null,
        last_activity_at: null,
        last_attended_at: null,
        total_activity_time: 0,
        html_url: expect.stringMatching(`^http://.*${course_url}/users/${id.Ada}$`),
        grades: {
          html_url: expect.stringMatching(`^http://.*${course_url}/grades/${id.Ada}$`),
          current_grade: null,
          current_score: null,
          final_grade: null,
          final_score: null,
          unposted_current_score: null,
          unposted_current_grade: null,
          unposted_final_score: null,
          unposted_final_grade: null,
        },
        sis_account_id: null,
        sis_course_id: 'ALG',
        course_integration_id: 'ALG-I',
        sis_section_id: 'ALG-1',
        section_integration_id: 'ALG-1-I',
        sis_user_id: 'ADA',
        sis_import_id: 7,
        user: expect.objectContaining({ id: id.Ada, name: 'Ada', sis_user_id: 'ADA', login_id: 'ADA' }),
      },
    ]);
  });

  it('names a custom role, and the login that it was imported through', async () => {
    const [, list] = await read(`${course()}?type[]=TeacherEnrollment`);
    expect(list[0]).toMatchObject({ type: 'TeacherEnrollment', role: 'Reader', role_id: id.reader });
    expect(list[0]).not.toHaveProperty('grades');
    const [, [second]] = await read(`/sections/${id.two}/enrollments`);
    expect([second?.sis_user_id, second?.user.sis_user_id]).toEqual(['ADA2', 'ADA']);
  });

  it('shows SIS fields to those who may see them', async () => {
    const keys = async (permissions: Record<string, boolean>) => {
      const token = await server.makeAdmin(root, { read_roster: true, ...permissions });
      const [, [shown]] = await read(`/sections/${id.one}/enrollments?sis_user_id[]=ADA`, token);
      return Object.keys(shown ?? {}).filter((key) => /sis_|integration/.test(key)).length;
    };
    expect([await keys({}), await keys({ read_sis: true }), await keys({ manage_sis: true })]).toEqual([
      0, 6, 7,
    ]);
  });

  it('shows groups, the observed person and more when asked to', async () => {
    const group = await school.group({ course_id: id.algebra! });
    await school.membership(group, id.Ada!);
    const tag = await school.group({ course_id: id.algebra!, kind: 'tag' });
    await school.membership(tag, id.Ada!);
    const includes = ['group_ids', 'observed_users', 'can_be_removed', 'uuid', 'nonsense'];
    const query = includes.map((name) => `include[]=${name}`).join('&');
    const [, [cleo, ada]] = await read(`/sections/${id.one}/enrollments?${query}`);
    expect(cleo).toMatchObject({
      associated_user_id: id.Ada,
      observed_user: { id: id.Ada, name: 'Ada' },
      can_be_removed: true,
      user: { group_ids: [] },
    });
    expect(ada?.user).toMatchObject({ group_ids: [group], uuid: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(ada).not.toHaveProperty('observed_user');
  });

  it('says whose place a temporary one takes', async () => {
    const columns = { type: 'TaEnrollment', temporary_source_user_id: id.Bert! };
    held.temporary = await school.enrollment(id.Emil!, id.studio!, columns);
    const [, [shown]] = await read(`/users/${id.Emil}/enrollments?type[]=TaEnrollment`);
    expect(shown).toMatchObject({
      temporary_enrollment_source_user_id: id.Bert,
      temporary_enrollment_pairing_id: null,
    });
  });
});

describe('GET accounts/:account_id/enrollments/:id', () => {
  const show = (account: number, enrollment: string, token?: string | null) =>
    read(`/accounts/${account}/enrollments/${held[enrollment] ?? enrollment}`, token);

  it('shows an enrollment in any state, in the account or below', async () => {
    expect((await show(1, 'dora'))[1]).toMatchObject({ id: held.dora, enrollment_state: 'deleted' });
    expect((await show(id.arts!, 'ada art'))[1]).toMatchObject({
      id: held['ada art'],
      sis_account_id: 'ARTS',
    });
    expect((await show(id.arts!, 'ada 1'))[0]).toBe(404);
    expect((await show(1, '999999'))[0]).toBe(404);
    expect((await show(1, 'x'))[0]).toBe(404);
  });

  it('needs read_roster', async () => {
    expect((await show(1, 'ada 1', await server.makeAdmin(root, {})))[0]).toBe(403);
    expect((await show(1, 'ada 1', null))[0]).toBe(401);
  });
});

describe('who may read', () => {
  it('is whoever holds read_roster in the account of the course', async () => {
    const place = { root_account_id: 1, id: id.arts! };
    const of_arts = await server.makeAdmin(place, { read_roster: true });
    expect(await names(`/courses/${id.art}/enrollments`, of_arts)).toEqual(['temporary', 'bert art']);
    for (const path of [course(), `/sections/${id.one}/enrollments`, `/users/${id.Ada}/enrollments`]) {
      expect((await read(path, of_arts))[0]).toBe(403);
      expect((await read(path, await server.makeAdmin(root, { manage_sis: true })))[0]).toBe(403);
      expect((await read(path, null))[0]).toBe(401);
    }
  });

  it('is nobody of another tenant', async () => {
    const other = await server.makeTenant('Other');
    for (const path of [course(), `/sections/${id.one}/enrollments`, `/users/${id.Ada}/enrollments`]) {
      expect((await read(path, other.token))[0]).toBe(403);
    }
  });

  it('is everybody for their own enrollments', async () => {
    const token = await tokenOf(id.Ada!);
    expect(await names('/users/self/enrollments', token)).toEqual(['ada 1', 'ada 2']);
    expect(await names(`${course()}?user_id=self`, token)).toEqual(['ada 1', 'ada 2']);
    expect(await names(`/sections/${id.two}/enrollments?user_id=${id.Ada}`, token)).toEqual(['ada 2']);
    expect((await read(course(), token))[0]).toBe(403);
    expect((await read(`${course()}?user_id=${id.Bert}`, token))[0]).toBe(403);
    expect((await read(`/users/${id.Bert}/enrollments`, token))[0]).toBe(403);
    const watching = await server.makeTokenOf(1, id.Cleo!);
    const [, [watch]] = await read('/users/self/enrollments?include[]=observed_users', watching);
    expect(watch).toMatchObject({ user: { login_id: 'CLEO' }, observed_user: { name: 'Ada' } });
    expect(watch?.observed_user).not.toHaveProperty('login_id');
    const [, [own]] = await read('/users/self/enrollments', token);
    expect(own).not.toHaveProperty('sis_user_id');
  });
});
