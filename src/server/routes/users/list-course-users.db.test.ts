import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { CourseUser } from '../../../api/index.ts';

let server: ApiServer;
let tenant: Tenant;
let roster: RosterFactory;
let arts: number;
let course: number;
const ids: Record<string, number> = {};

/** Ada takes the course in two sections, Bert teaches it, Cleo watches Ada; Dora has left, Emil is to come. */
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside', '127.0.0.1');
  roster = await openRosterFactory(server.database.pool, tenant.id);
  arts = await roster.account();
  course = await roster.course({ account_id: arts, sis_id: 'C/1' });
  const one = await roster.section(course, { sis_id: 'S1' });
  const two = await roster.section(course, { sis_id: 'S2' });
  for (const name of ['Ada', 'Bert', 'Cleo', 'Dora', 'Emil', 'Finn']) {
    ids[name] = (await roster.user(`U-${name}`, name)).user_id;
  }
  await roster.login(ids.Ada!, 'ada.two', { sis_id: 'SIS-Ada' });
  ids.reader = await roster.role('Reader', { base_role_type: 'TeacherEnrollment' });
  await roster.email(ids.Bert!, 'bert@lakeside.example');
  await roster.enrollment(ids.Ada!, one);
  await roster.enrollment(ids.Ada!, two);
  await roster.enrollment(ids.Bert!, one, { type: 'TeacherEnrollment', role_id: ids.reader });
  await roster.enrollment(ids.Cleo!, one, { type: 'ObserverEnrollment', associated_user_id: ids.Ada! });
  await roster.enrollment(ids.Dora!, one, { workflow_state: 'inactive' });
  await roster.enrollment(ids.Dora!, two, { workflow_state: 'deleted' });
  await roster.enrollment(ids.Emil!, one, { workflow_state: 'invited' });
  await roster.enrollment(ids.Finn!, await roster.section(await roster.course()));
});
afterAll(() => server.close());

async function list(query = '', token = tenant.token, id: number | string = course) {
  const response = await server.get(`/api/v1/courses/${id}/users${query}`, token);
  expect(response.status).toBe(200);
  return (await response.json()) as CourseUser[];
}
const names = async (query?: string, token?: string, id?: number | string) =>
  (await list(query, token, id)).map(({ name }) => name);

describe('GET courses/:course_id/users', () => {
  it('lists the people with an active or invited enrollment once each, by their sortable names', async () => {
    expect(await names()).toEqual(['Ada', 'Bert', 'Cleo', 'Emil']);
    expect(await names('', undefined, 'sis_course_id:C%2F1')).toHaveLength(4);
    expect(await names('', undefined, 'hex:sis_course_id:432F31')).toHaveLength(4);
  });

  it.each([
    ['enrollment_type[]=student', ['Ada', 'Emil']],
    ['enrollment_type=teacher', ['Bert']],
    ['enrollment_type[]=observer&enrollment_type[]=teacher', ['Bert', 'Cleo']],
    ['enrollment_state[]=inactive', ['Dora']],
    ['enrollment_state[]=inactive&enrollment_state[]=invited', ['Dora', 'Emil']],
    ['enrollment_state[]=completed', []],
    ['enrollment_type[]=student&enrollment_state[]=active', ['Ada']],
    ['search_term=er', ['Bert']],
    ['search_term=sis-ada', ['Ada']],
    ['search_term=bert@', ['Bert']],
    ['search_term=finn', []],
    ['sort=email', ['Bert', 'Ada', 'Cleo', 'Emil']],
    ['sort=username&order=desc', ['Emil', 'Cleo', 'Bert', 'Ada']],
    ['user_ids[]=sis_user_id:U-Ada&user_ids[]=sis_user_id:U-Finn&user_ids[]=sis_user_id:X', ['Ada']],
    ['user_ids[]=777', []],
    ['user_ids[]=nonsense', []],
  ])('%s', async (query, expected) => {
    expect(await names(`?${query}`)).toEqual(expected);
  });

  it('takes ids of people and roles', async () => {
    expect(await names(`?enrollment_role_id=${ids.reader}`)).toEqual(['Bert']);
    expect(await names(`?user_ids[]=${ids.Ada}&user_ids[]=${ids.Cleo}`)).toEqual(['Ada', 'Cleo']);
    expect(await names(`?search_term=${ids.Cleo}`)).toEqual(['Cleo']);
    expect(await names(`?search_term=${ids.Cleo}&user_ids[]=${ids.Ada}`)).toEqual([]);
    expect(await names(`?search_term=${ids.Finn}`)).toEqual([]);
  });

  it('adds enrollments in the states that it is about, and other keys', async () => {
    const [ada, bert] = await list('?include[]=enrollments&include[]=email&include[]=uuid');
    expect(ada?.enrollments).toHaveLength(2);
    expect(ada?.enrollments?.[0]).toMatchObject({
      user_id: ids.Ada,
      course_id: course,
      type: 'StudentEnrollment',
      enrollment_state: 'active',
      sis_section_id: 'S1',
      grades: { current_score: null },
    });
    expect(ada?.enrollments?.[0]).not.toHaveProperty('user');
    expect(bert).toMatchObject({ email: 'bert@lakeside.example', uuid: expect.any(String) });
    expect(bert?.enrollments).toMatchObject([{ role: 'Reader', role_id: ids.reader }]);
    const [dora] = await list('?include[]=enrollments&enrollment_state[]=inactive');
    expect(dora?.enrollments).toMatchObject([{ enrollment_state: 'inactive' }]);
    expect((await list())[0]).not.toHaveProperty('enrollments');
    expect((await list())[0]).not.toHaveProperty('email');
  });

  it('comes in pages', async () => {
    expect(await names('?per_page=3&page=2&include[]=enrollments')).toEqual(['Emil']);
    const response = await server.get(`/api/v1/courses/${course}/users?per_page=3`, tenant.token);
    expect(response.headers.get('link')).toContain('page=2&per_page=3>; rel="next"');
  });

  it.each([
    ['enrollment_type[]=pupil', 'invalid_value'],
    ['enrollment_state[]=gone', 'invalid_value'],
    ['search_term=x', 'short_search_term'],
  ])('refuses %s', async (query, code) => {
    const response = await server.get(`/api/v1/courses/${course}/users?${query}`, tenant.token);
    expect([response.status, await response.json()]).toEqual([400, { message: expect.any(String), code }]);
  });

  it('is for those who may read the roster in the account of the course', async () => {
    const place = { root_account_id: tenant.id, id: arts };
    const reader = await server.makeAdmin(place, { read_roster: true });
    expect(await names('', reader)).toHaveLength(4);
    expect(await names('?search_term=sis-ada', reader)).toEqual([]);
    expect((await list('', reader))[0]).not.toHaveProperty('sis_user_id');
    const path = `/api/v1/courses/${course}/users`;
    const without = await server.makeAdmin(place, { read_sis: true });
    const student = await server.makeTokenOf(tenant.id, ids.Ada!);
    const other = await server.makeTenant('Other');
    for (const token of [without, student, other.token]) {
      expect((await server.get(path, token)).status).toBe(403);
    }
    expect((await server.get(path, null)).status).toBe(401);
    expect((await server.get('/api/v1/courses/777/users', tenant.token)).status).toBe(404);
  });
});
