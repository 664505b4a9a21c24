import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Course } from '../../../api/index.ts';

const PATH = '/api/v1/accounts/1/courses';
const place = { root_account_id: 1, id: 1 };

let server: ApiServer;
let roster: RosterFactory;
const ids: Record<string, number> = {};
const people: Record<string, number> = {};

async function makeCourse(name: string, account: string, columns: Record<string, string | number | boolean>) {
  ids[name] = await roster.course({
    name,
    course_code: `${name.slice(0, 3).toUpperCase()}-1`,
    account_id: ids[account]!,
    sis_id: `C-${name}`,
    ...columns,
  });
  ids[`${name} 1`] = await roster.section(ids[name]!, { name: `${name} 1` });
}

async function enroll(person: string, course: string, type: string, columns = {}) {
  people[person] ??= await roster.person(person, {
    sortable_name: person.split(' ').reverse().join(', '),
    short_name: person.split(' ')[0]!,
  });
  await roster.enrollment(people[person]!, ids[`${course} 1`]!, { type: `${type}Enrollment`, ...columns });
}

beforeAll(async () => {
  server = await createApiServer();
  roster = await openRosterFactory(server.database.pool, 1);
  ids.root = 1;
  ids.arts = await roster.account({ name: 'Arts', sis_id: 'ARTS' });
  ids.music = await roster.account({ name: 'Music', parent_account_id: ids.arts });
  ids.science = await roster.account({ name: 'Science' });
  ids.past = await roster.term({ name: 'Past', sis_id: 'P', end_at: '2001-01-01T00:00:00Z' });
  await makeCourse('Drawing', 'arts', { workflow_state: 'available' });
  await makeCourse('Piano', 'music', { workflow_state: 'claimed', is_blueprint: true });
  await makeCourse('Biology', 'science', { workflow_state: 'completed' });
  await makeCourse('Chemistry', 'science', { workflow_state: 'created', enrollment_term_id: ids.past });
  await makeCourse('Gone', 'root', { workflow_state: 'deleted' });
  await enroll('Zoe Adams', 'Drawing', 'Teacher');
  await enroll('Ann Zimmer', 'Biology', 'Teacher', { workflow_state: 'invited' });
  await enroll('Sam Lee', 'Drawing', 'Student');
  await enroll('Kim Lee', 'Drawing', 'Student', { workflow_state: 'invited' });
  await enroll('Lou Lee', 'Drawing', 'Student', { workflow_state: 'completed' });
  await enroll('Ola Lee', 'Chemistry', 'Student', { workflow_state: 'deleted' });
});
afterAll(() => server.close());

async function list(query = '', account: number | string = 1): Promise<readonly Course[]> {
  const response = await server.get(`/api/v1/accounts/${account}/courses${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Course[];
}

const names = async (query?: string, account?: number | string) =>
  (await list(query, account)).map(({ name }) => name);

describe('GET accounts/:account_id/courses', () => {
  it('lists the courses of the account and of all below it that are not deleted', async () => {
    expect(await names()).toEqual(['Drawing', 'Piano', 'Biology', 'Chemistry']);
    expect(await names('', ids.arts)).toEqual(['Drawing', 'Piano']);
    expect(await names('', 'sis_account_id:ARTS')).toEqual(['Drawing', 'Piano']);
    expect(await names('', 'hex:sis_account_id:41525453')).toEqual(['Drawing', 'Piano']);
  });

  it('comes in pages', async () => {
    const response = await server.get(`${PATH}?per_page=2&page=2&published=`);
    expect(((await response.json()) as Course[]).map(({ name }) => name)).toEqual(['Biology', 'Chemistry']);
    expect(response.headers.get('link')).toContain(`${PATH}?published=&page=1&per_page=2>; rel="prev"`);
    expect((await server.get(`${PATH}?page=x`)).status).toBe(404);
  });

  it.each([
    ['state[]=available', 'Drawing'],
    ['state[]=claimed&state[]=created', 'Piano,Chemistry'],
    ['state[]=deleted', 'Gone'],
    ['state[]=all', 'Drawing,Piano,Biology,Chemistry,Gone'],
    ['search_term=draw', 'Drawing'],
    ['search_term=pia-1', 'Piano'],
    ['search_term=C-Bio', 'Biology'],
    ['search_term=%25%25', ''],
    ['search_term=lee&search_by=course', ''],
    ['search_term=adams&search_by=teacher', 'Drawing'],
    ['enrollment_term_id=sis_term_id:P', 'Chemistry'],
    ['enrollment_term_id=default', 'Drawing,Piano,Biology'],
    ['published=true', 'Drawing,Biology'],
    ['published=false', 'Piano,Chemistry'],
    ['completed=true', 'Biology,Chemistry'],
    ['completed=0', 'Drawing,Piano'],
    ['blueprint=true', 'Piano'],
    ['blueprint=false', 'Drawing,Biology,Chemistry'],
    ['with_enrollments=true', 'Drawing,Biology'],
    ['with_enrollments=false', 'Piano,Chemistry'],
    ['enrollment_type[]=student', 'Drawing'],
    ['enrollment_type[]=teacher&enrollment_type[]=ta', 'Drawing,Biology'],
    ['by_subaccounts[]=sis_account_id:ARTS', 'Drawing,Piano'],
    ['by_subaccounts[]=sis_account_id:NONE', ''],
    ['by_teachers[]=sis_user_id:NOBODY', ''],
    ['ends_after=2010-01-01', 'Drawing,Piano,Biology'],
    ['starts_before=2010-01-01', 'Drawing,Piano,Biology,Chemistry'],
    ['sort=course_name', 'Biology,Chemistry,Drawing,Piano'],
    ['sort=course_name&order=desc', 'Piano,Drawing,Chemistry,Biology'],
    ['sort=course_status', 'Chemistry,Piano,Biology,Drawing'],
    ['sort=sis_course_id', 'Biology,Chemistry,Drawing,Piano'],
    ['sort=teacher', 'Drawing,Biology,Piano,Chemistry'],
    ['sort=teacher&order=desc', 'Biology,Drawing,Piano,Chemistry'],
    ['sort=account_name', 'Drawing,Piano,Biology,Chemistry'],
    ['order=desc', 'Chemistry,Biology,Piano,Drawing'],
  ])('with %s: %s', async (query, expected) => {
    expect((await names(`?${query.replaceAll('[]', '%5B%5D')}`)).join(',')).toBe(expected);
  });

  it('takes internal ids of courses, accounts and teachers as well', async () => {
    expect(await names(`?search_term=${String(ids.Biology).padStart(3, '0')}`)).toEqual(['Biology']);
    expect(await names(`?by_subaccounts[]=${ids.music}&by_subaccounts[]=${ids.science}`)).toEqual([
      'Piano',
      'Biology',
      'Chemistry',
    ]);
    expect(await names(`?by_teachers[]=${people['Ann Zimmer']}`)).toEqual(['Biology']);
    // An account above gives access to no more than the listed one.
    expect(await names('?by_subaccounts[]=1', ids.music)).toEqual(['Piano']);
  });

  it('goes by the dates of courses that restrict enrollments to them', async () => {
    const dates = { start_at: '1990-01-01T00:00:00Z', conclude_at: '1991-01-01T00:00:00Z' };
    await makeCourse('Latin', 'music', { ...dates, restrict_enrollments_to_course_dates: true });
    expect(await names('?ends_after=1992-01-01', ids.music)).toEqual(['Piano']);
    expect(await names('?starts_before=1989-01-01', ids.music)).toEqual(['Piano']);
    expect(await names('?ends_after=1990-06-01&starts_before=1990-06-01', ids.music)).toEqual([
      'Piano',
      'Latin',
    ]);
    await server.database.pool.query(`update courses set workflow_state = 'deleted' where id = $1`, [
      ids.Latin,
    ]);
  });

  it('shows what is asked for in addition', async () => {
    const [plain] = await list('?search_term=drawing');
    const extra = ['term', 'total_students', 'teachers', 'account', 'account_name', 'concluded', 'sections'];
    for (const key of extra) expect(plain).not.toHaveProperty(key);
    const query = extra.map((word) => `include[]=${word}`).join('&');
    expect((await list(`?search_term=drawing&${query}&include[]=syllabus_body`))[0]).toMatchObject({
      term: {
        id: roster.default_term_id,
        name: 'Default Term',
        start_at: null,
        end_at: null,
        created_at: expect.any(String),
        workflow_state: 'active',
        grading_period_group_id: null,
        sis_term_id: null,
        sis_import_id: null,
      },
      total_students: 2,
      teachers: [
        {
          id: people['Zoe Adams'],
          display_name: 'Zoe',
          avatar_image_url: null,
          html_url: `${server.url}/courses/${ids.Drawing}/users/${people['Zoe Adams']}`,
        },
      ],
      account: {
        id: ids.arts,
        name: 'Arts',
        workflow_state: 'active',
        parent_account_id: 1,
        root_account_id: 1,
      },
      account_name: 'Arts',
      concluded: false,
      sections: [],
    });
    const concluded = (await list('?include[]=concluded')).map((course) => course.concluded);
    expect(concluded).toEqual([false, false, true, true]);
  });

  it.each([
    'state[]=open',
    'sort=color',
    'order=up',
    'enrollment_type[]=janitor',
    'search_by=room',
    'search_term=x',
  ])('refuses %s', async (query) => {
    const response = await server.get(`${PATH}?${query}`);
    expect([response.status, await response.json()]).toEqual([
      400,
      { message: expect.any(String), code: expect.any(String) },
    ]);
  });

  it('is for those who may read course lists there', async () => {
    const status = async (token: string | null) => (await server.get(PATH, token)).status;
    expect(await status(null)).toBe(401);
    expect(await status(await server.makeAdmin(place, { read_sis: true }))).toBe(403);
    expect(await status(await server.makeAdmin(place, { read_course_list: true }))).toBe(200);
    expect(await status((await server.makeTenant('Other')).token)).toBe(403);
    const below = { root_account_id: 1, id: ids.arts! };
    const token = await server.makeAdmin(below, { read_course_list: true });
    expect(await status(token)).toBe(403);
    expect((await server.get(`/api/v1/accounts/${ids.music}/courses`, token)).status).toBe(200);
    expect((await server.get(`${PATH}?enrollment_term_id=777`)).status).toBe(404);
  });

  it('finds courses by SIS ID only for those who may see it', async () => {
    const token = await server.makeAdmin(place, { read_course_list: true });
    const found = await server.get(`${PATH}?search_term=C-Bio`, token);
    expect(await found.json()).toEqual([]);
  });
});

describe('GET courses/:id', () => {
  it('shows every key', async () => {
    const { rows } = await server.database.pool.query(
      `update courses set start_at = '2026-09-01T08:00:00Z', sis_import_id = 3, integration_id = 'I'
       where id = $1 returning uuid`,
      [ids.Biology],
    );
    const response = await server.get(`/api/v1/courses/${ids.Biology}.json`);
    expect(await response.json()).toStrictEqual({
      id: ids.Biology,
      name: 'Biology',
      course_code: 'BIO-1',
      uuid: rows[0].uuid,
      workflow_state: 'completed',
      account_id: ids.science,
      root_account_id: 1,
      enrollment_term_id: roster.default_term_id,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      start_at: '2026-09-01T08:00:00Z',
      end_at: null,
      restrict_enrollments_to_course_dates: false,
      course_format: null,
      grade_passback_setting: null,
      grading_standard_id: null,
      homeroom_course: false,
      friendly_name: null,
      locale: null,
      time_zone: 'Etc/UTC',
      calendar: { ics: null },
      default_view: 'modules',
      is_public: false,
      is_public_to_auth_users: false,
      public_syllabus: false,
      public_syllabus_to_auth: false,
      storage_quota_mb: 500,
      hide_final_grades: false,
      license: null,
      apply_assignment_group_weights: false,
      template: false,
      enrollments: [],
      sis_course_id: 'C-Biology',
      integration_id: 'I',
      sis_import_id: 3,
    });
  });

  it.each(['sis_course_id:C-Piano', 'hex:sis_course_id:432d5069616e6f', 'sis_course_id%3AC%2DPiano'])(
    'finds it as %s',
    async (id) => {
      const course = (await (await server.get(`/api/v1/courses/${id}`)).json()) as Course;
      expect(course).toMatchObject({ id: ids.Piano, workflow_state: 'unpublished', blueprint: true });
    },
  );

  it('knows the newest import that was about it', async () => {
    await roster.stamp('courses', [ids.Drawing!], 8);
    const course = (await (await server.get(`/api/v1/courses/${ids.Drawing}`)).json()) as Course;
    expect(course.sis_import_id).toBe(8);
  });

  it('shows a deleted course only among all courses', async () => {
    const path = `/api/v1/courses/sis_course_id:C-Gone`;
    expect((await server.get(path)).status).toBe(404);
    expect((await server.get(`/api/v1/courses/${ids.Gone}`)).status).toBe(404);
    const shown = await server.get(`${path}?include[]=all_courses`);
    expect(await shown.json()).toMatchObject({ id: ids.Gone, workflow_state: 'deleted' });
    const other = (await server.makeTenant('Elsewhere')).token;
    expect((await server.get(`${path}?include[]=all_courses`, other)).status).toBe(403);
  });

  it('is for admins of its account, and shows SIS fields to those who may see them', async () => {
    const show = (token: string | null) => server.get(`/api/v1/courses/${ids.Drawing}`, token);
    expect((await show(null)).status).toBe(401);
    expect((await show((await server.makeTenant('Third')).token)).status).toBe(403);
    expect((await show(await server.makeAdmin({ root_account_id: 1, id: ids.science! }, {}))).status).toBe(
      403,
    );
    const keys = async (permissions: Record<string, boolean>) => {
      const response = await show(await server.makeAdmin({ root_account_id: 1, id: ids.arts! }, permissions));
      const course = (await response.json()) as Course;
      return ['sis_course_id', 'integration_id', 'sis_import_id'].filter((key) => key in course);
    };
    expect(await keys({})).toEqual([]);
    expect(await keys({ read_sis: true })).toEqual(['sis_course_id', 'integration_id']);
    expect(await keys({ manage_sis: true })).toEqual(['sis_course_id', 'integration_id', 'sis_import_id']);
  });

  it('answers 404 for what is no course', async () => {
    for (const id of ['777', 'sis_section_id:C-Piano', 'x', 'sis_course_id:']) {
      expect((await server.get(`/api/v1/courses/${id}`)).status).toBe(404);
    }
  });
});
