import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Course } from '../../../api/index.ts';
import { makeToken } from '../../auth/hash-token.ts';
import { storeToken } from '../../bootstrap.ts';

const place = { root_account_id: 1, id: 1 };
const LONG_AGO = '2001-01-01T00:00:00Z';
const FAR_OFF = '2999-01-01T00:00:00Z';

let server: ApiServer;
let roster: RosterFactory;
let ann: number;
let token: string;
const ids: Record<string, number> = {};
const sections: Record<string, number> = {};

async function enroll(course: string, columns = {}, section = {}, course_columns = {}) {
  ids[course] ??= await roster.course({ name: course, ...course_columns });
  sections[course] = await roster.section(ids[course], { name: `${course} 1`, ...section });
  return roster.enrollment(ann, sections[course], columns);
}

/** Ann studies in most courses and teaches in two; the names of the courses say what is special about them. */
beforeAll(async () => {
  server = await createApiServer();
  roster = await openRosterFactory(server.database.pool, 1);
  ({ user_id: ann } = await roster.user('ANN', 'Ann'));
  token = makeToken();
  await storeToken(server.database.pool, { root_account_id: 1, user_id: ann }, { token, purpose: 'test' });
  const past = await roster.term({ name: 'Past', end_at: LONG_AGO });
  const longer = await roster.term({ name: 'Longer for students', end_at: LONG_AGO });
  await roster.insert('term_date_overrides', {
    term_id: longer,
    enrollment_type: 'StudentEnrollment',
    end_at: FAR_OFF,
  });
  await enroll('plain', {}, {}, { sis_id: 'C1' });
  await enroll('invited', { workflow_state: 'invited' });
  await enroll('left', { workflow_state: 'completed' });
  await enroll('inactive', { workflow_state: 'inactive' });
  await enroll('withdrawn', { workflow_state: 'deleted' });
  await enroll('unpublished', {}, {}, { workflow_state: 'claimed' });
  await enroll('concluded', {}, {}, { workflow_state: 'completed' });
  await enroll('deleted', { workflow_state: 'deleted' }, {}, { workflow_state: 'deleted' });
  await enroll('draft taught', { type: 'TeacherEnrollment' }, {}, { workflow_state: 'created' });
  await enroll('taught', { type: 'TeacherEnrollment' });
  await enroll('past term', {}, {}, { enrollment_term_id: past });
  await enroll('longer term', {}, {}, { enrollment_term_id: longer });
  await enroll(
    'open section',
    {},
    { restrict_enrollments_to_section_dates: true, end_at: FAR_OFF },
    {
      enrollment_term_id: past,
    },
  );
  await enroll('future course', {}, {}, { restrict_enrollments_to_course_dates: true, start_at: FAR_OFF });
  await enroll('own dates', { start_at: LONG_AGO, end_at: LONG_AGO });
  await roster.course({ name: 'not hers' });
});
afterAll(() => server.close());

async function list(query = '', path = '/courses', who = token): Promise<readonly Course[]> {
  const response = await server.get(`/api/v1${path}?per_page=100&${query}`, who);
  expect(response.status).toBe(200);
  return (await response.json()) as Course[];
}

const names = async (query?: string) => (await list(query)).map(({ name }) => name).join(', ');

describe('GET courses', () => {
  it.each([
    [
      '',
      'plain, invited, draft taught, taught, past term, longer term, open section, future course, own dates',
    ],
    ['enrollment_type=teacher', 'draft taught, taught'],
    ['enrollment_type=observer', ''],
    ['enrollment_state=active', 'plain, draft taught, taught, longer term, open section'],
    ['enrollment_state=invited_or_pending', 'invited, future course'],
    ['enrollment_state=completed', 'left, past term, own dates'],
    ['enrollment_state=completed&state[]=completed', 'concluded'],
    ['enrollment_state=active&enrollment_type=teacher&state[]=available', 'taught'],
    ['state[]=unpublished', 'unpublished, draft taught'],
    ['state[]=completed&state[]=deleted', 'concluded, deleted'],
    ['state[]=available&enrollment_type=student', expect.stringMatching(/^plain, invited, left, past term/)],
  ])('with “%s”: %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it("shows the person's own part, and nothing from outside", async () => {
    const [course] = await list('include[]=sections&include[]=term&include[]=concluded');
    expect(course).toMatchObject({
      id: ids.plain,
      name: 'plain',
      enrollments: [
        {
          type: 'student',
          role: 'StudentEnrollment',
          role_id: roster.role_ids.StudentEnrollment,
          user_id: ann,
          enrollment_state: 'active',
          limit_privileges_to_course_section: false,
        },
      ],
      sections: [
        {
          id: sections.plain,
          name: 'plain 1',
          start_at: null,
          end_at: null,
          enrollment_role: 'StudentEnrollment',
        },
      ],
      term: { name: 'Default Term' },
      concluded: false,
    });
    expect(course).not.toHaveProperty('sis_course_id');
    expect(course?.term).not.toHaveProperty('sis_term_id');
  });

  it('shows whom an observer observes', async () => {
    const { user_id: parent } = await roster.user('PARENT');
    const columns = { type: 'ObserverEnrollment', associated_user_id: ann };
    await roster.enrollment(parent, sections.plain!, columns);
    const [course] = await list('', `/users/${parent}/courses`, server.token);
    expect(course?.enrollments).toMatchObject([{ type: 'observer', associated_user_id: ann }]);
  });

  it('comes in pages', async () => {
    const response = await server.get('/api/v1/courses?per_page=2&page=2', token);
    const shown = (await response.json()) as Course[];
    expect(shown.map(({ name }) => name)).toEqual(['draft taught', 'taught']);
    expect(response.headers.get('link')).toContain('rel="next"');
  });

  it.each(['enrollment_type=janitor', 'enrollment_state=lost', 'state[]=claimed'])(
    'refuses %s',
    async (query) => {
      const response = await server.get(`/api/v1/courses?${query}`, token);
      expect([response.status, await response.json()]).toEqual([
        400,
        { message: expect.any(String), code: 'invalid_value' },
      ]);
    },
  );

  it('is for whoever is signed in', async () => {
    expect((await server.get('/api/v1/courses', null)).status).toBe(401);
    expect(await list('', '/courses', server.token)).toEqual([]);
  });
});

describe('GET users/:user_id/courses', () => {
  it('lists the courses of a person, found by any id', async () => {
    const expected = await list('enrollment_type=teacher');
    for (const id of [ann, 'sis_user_id:ANN', 'hex:sis_user_id:414e4e', 'sis_login_id:ann']) {
      const shown = await list('enrollment_type=teacher', `/users/${id}/courses`, server.token);
      expect(shown.map(({ name, enrollments }) => ({ name, enrollments }))).toEqual(
        expected.map(({ name, enrollments }) => ({ name, enrollments })),
      );
    }
  });

  it('is for the person and for those who may read course lists', async () => {
    const status = async (who: string | null) =>
      (await server.get(`/api/v1/users/${ann}/courses`, who)).status;
    expect(await status(null)).toBe(401);
    expect(await status(token)).toBe(200);
    expect((await server.get('/api/v1/users/self/courses', token)).status).toBe(200);
    expect((await server.get('/api/v1/users/1/courses', token)).status).toBe(403);
    expect(await status((await server.makeTenant('Other')).token)).toBe(403);
    expect(await status(await server.makeAdmin(place, { read_roster: true }))).toBe(403);
    const admin = await server.makeAdmin(place, { read_course_list: true, read_sis: true });
    const [course] = await list('', `/users/${ann}/courses`, admin);
    expect(course).toMatchObject({ sis_course_id: 'C1' });
    expect((await server.get('/api/v1/users/777/courses')).status).toBe(404);
  });
});
