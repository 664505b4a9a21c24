import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Section } from '../../../api/index.ts';

const place = { root_account_id: 1, id: 1 };

let server: ApiServer;
let roster: RosterFactory;
let arts: number;
let drawing: number;
let home: number;
let morning: number;
let evening: number;
let ann: number;
let bob: number;

/** Drawing has a morning section of its own and an evening section that is cross-listed into it. */
beforeAll(async () => {
  server = await createApiServer();
  roster = await openRosterFactory(server.database.pool, 1);
  arts = await roster.account({ name: 'Arts' });
  drawing = await roster.course({ name: 'Drawing', account_id: arts, sis_id: 'C1' });
  home = await roster.course({ name: 'Evening school', sis_id: 'C2' });
  morning = await roster.section(drawing, {
    name: 'Morning',
    sis_id: 'S1',
    integration_id: 'I1',
    start_at: '2026-09-01T08:00:00Z',
    sis_import_id: 3,
  });
  evening = await roster.section(drawing, { name: 'evening', nonxlist_course_id: home, sis_id: 'S2' });
  await roster.section(drawing, { name: 'Gone', sis_id: 'S3', workflow_state: 'deleted' });
  await roster.section(home, { name: 'Late' });
  ({ user_id: ann } = await roster.user('ANN', 'Ann'));
  ({ user_id: bob } = await roster.user('BOB', 'Bob'));
  const tutor = await roster.role('Reader', { base_role_type: 'StudentEnrollment' });
  await roster.enrollment(bob, morning, { workflow_state: 'invited' });
  await roster.enrollment(ann, morning);
  await roster.enrollment(ann, morning, { role_id: tutor });
  await roster.enrollment(await roster.person('Cem'), morning, { workflow_state: 'completed' });
  await roster.enrollment(await roster.person('Dan'), morning, { type: 'TeacherEnrollment' });
});
afterAll(() => server.close());

async function read<T = Section>(path: string, token?: string): Promise<T> {
  const response = await server.get(`/api/v1${path}`, token);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

const names = async (query: string) =>
  (await read<Section[]>(`/courses/${drawing}/sections${query}`)).map(({ name }) => name);

describe('GET courses/:course_id/sections', () => {
  it('lists the living sections that sit in the course by name', async () => {
    expect(await names('')).toEqual(['evening', 'Morning']);
    expect((await read<Section[]>('/courses/sis_course_id:C2/sections')).map(({ name }) => name)).toEqual([
      'Late',
    ]);
    expect((await read<Section[]>('/courses/hex:sis_course_id:4332/sections')).length).toBe(1);
  });

  it('comes in pages, and narrows down by a search term', async () => {
    expect(await names('?per_page=1&page=2')).toEqual(['Morning']);
    expect(await names('?search_term=EVEN')).toEqual(['evening']);
    expect(await names('?search_term=%25%25')).toEqual([]);
    expect(await names(`?search_term=${morning}`)).toEqual(['Morning']);
    expect((await server.get(`/api/v1/courses/${drawing}/sections?search_term=x`)).status).toBe(400);
    expect((await server.get(`/api/v1/courses/${drawing}/sections?page=0`)).status).toBe(404);
  });

  it('shows students and how many there are when asked to', async () => {
    const counts = await read<Section[]>(`/courses/${drawing}/sections?include[]=total_students`);
    expect(counts.map(({ total_students }) => total_students)).toEqual([0, 2]);
    expect(counts[0]).not.toHaveProperty('students');
    const listed = await read<Section[]>(`/courses/${drawing}/sections?include[]=students`);
    expect(listed[0]?.students).toEqual([]);
    expect(listed[1]?.students).toMatchObject([
      { id: ann, name: 'Ann', sis_user_id: 'ANN' },
      { id: bob, name: 'Bob' },
    ]);
    expect(listed[1]?.students?.[0]).not.toHaveProperty('enrollments');
    const both = '?include[]=students&include[]=enrollments';
    const [, shown] = await read<Section[]>(`/courses/${drawing}/sections${both}`);
    expect(shown?.students?.map(({ enrollments }) => enrollments?.map(({ role }) => role))).toEqual([
      ['StudentEnrollment', 'Reader'],
      ['StudentEnrollment'],
    ]);
  });

  it('shows students to those who may read rosters', async () => {
    const path = `/courses/${drawing}/sections?include[]=students&include[]=total_students`;
    const [, shown] = await read<Section[]>(path, await server.makeAdmin(place, {}));
    expect(shown).toMatchObject({ name: 'Morning', total_students: 2 });
    expect(shown).not.toHaveProperty('students');
    const [, open] = await read<Section[]>(path, await server.makeAdmin(place, { read_roster: true }));
    expect(open?.students?.[0]).not.toHaveProperty('sis_user_id');
  });

  it('is for admins of the account of the course', async () => {
    const status = async (token: string | null) =>
      (await server.get(`/api/v1/courses/${drawing}/sections`, token)).status;
    expect(await status(null)).toBe(401);
    expect(await status((await server.makeTenant('Other')).token)).toBe(403);
    expect(await status(await server.makeAdmin({ root_account_id: 1, id: arts }, {}))).toBe(200);
    const elsewhere = { root_account_id: 1, id: await roster.account() };
    expect(await status(await server.makeAdmin(elsewhere, {}))).toBe(403);
    expect((await server.get('/api/v1/courses/777/sections')).status).toBe(404);
  });
});

describe('GET sections/:id and courses/:course_id/sections/:id', () => {
  it('shows every key', async () => {
    const shown = await read(`/sections/${morning}`);
    expect(shown).toStrictEqual({
      id: morning,
      course_id: drawing,
      name: 'Morning',
      start_at: '2026-09-01T08:00:00Z',
      end_at: null,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      restrict_enrollments_to_section_dates: false,
      nonxlist_course_id: null,
      sis_section_id: 'S1',
      sis_course_id: 'C1',
      integration_id: 'I1',
      sis_import_id: 3,
    });
    expect(await read(`/courses/sis_course_id:C1/sections/sis_section_id:S1`)).toEqual(shown);
    expect(await read(`/sections/sis_integration_id:I1`)).toEqual(shown);
    expect(await read(`/sections/hex:sis_section_id:5331?include[]=total_students`)).toEqual({
      ...shown,
      total_students: 2,
    });
  });

  it('shows a cross-listed section where it sits now, with the newest import that was about it', async () => {
    await roster.stamp('course_sections', [evening], 8);
    expect(await read(`/sections/${evening}`)).toMatchObject({
      course_id: drawing,
      nonxlist_course_id: home,
      sis_course_id: 'C1',
      sis_import_id: 8,
    });
    expect((await server.get(`/api/v1/courses/${home}/sections/${evening}`)).status).toBe(404);
  });

  it('shows SIS fields to those who may see them', async () => {
    const keys = async (permissions: Record<string, boolean>) => {
      const shown = await read(`/sections/${morning}`, await server.makeAdmin(place, permissions));
      return Object.keys(shown).filter((key) => /sis|integration/.test(key));
    };
    expect(await keys({})).toEqual([]);
    const ids = ['sis_section_id', 'sis_course_id', 'integration_id'];
    expect(await keys({ read_sis: true })).toEqual(ids);
    expect(await keys({ manage_sis: true })).toEqual([...ids, 'sis_import_id']);
  });

  it('is for admins of the account of the course, and finds living sections only', async () => {
    const other = (await server.makeTenant('Strangers')).token;
    for (const path of [`/sections/${morning}`, `/courses/${drawing}/sections/${morning}`]) {
      expect((await server.get(`/api/v1${path}`, null)).status).toBe(401);
      expect((await server.get(`/api/v1${path}`, other)).status).toBe(403);
    }
    for (const id of ['sis_section_id:S3', '777', 'sis_course_id:C1', 'x']) {
      expect((await server.get(`/api/v1/sections/${id}`)).status).toBe(404);
      expect((await server.get(`/api/v1/courses/${drawing}/sections/${id}`)).status).toBe(404);
    }
  });
});
