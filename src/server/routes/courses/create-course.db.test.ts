import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Course } from '../../../api/index.ts';

const PATH = '/api/v1/accounts/1/courses';
const place = { root_account_id: 1, id: 1 };

let server: ApiServer;
let roster: RosterFactory;
let arts: number;
let term: number;
beforeAll(async () => {
  server = await createApiServer();
  roster = await openRosterFactory(server.database.pool, 1);
  arts = await roster.account({ name: 'Arts', sis_id: 'ARTS' });
  term = await roster.term({ name: 'Fall', sis_id: 'F26' });
  await roster.term({ name: 'Old', sis_id: 'OLD', workflow_state: 'deleted' });
});
afterAll(() => server.close());

async function send(body: object, path = PATH, token?: string): Promise<[number, Course]> {
  const response = await server.send('POST', path, body, token);
  return [response.status, (await response.json()) as Course];
}

async function stuckFields(id: number): Promise<string> {
  const { rows } = await server.database.pool.query('select stuck_fields from courses where id = $1', [id]);
  return rows[0].stuck_fields;
}

const field = (attribute: string, type: string) => ({
  errors: { [attribute]: [{ attribute, type, message: expect.any(String) }] },
  code: `${type}_field`,
});

describe('POST accounts/:account_id/courses', () => {
  it('makes a course of what is said', async () => {
    const course = {
      name: 'Drawing',
      course_code: 'DRW',
      start_at: '2026-09-01T08:00:00+02:00',
      end_at: '2026-12-20',
      term_id: 'sis_term_id:F26',
      sis_course_id: 'C1',
      integration_id: 'I1',
      course_format: 'blended',
      restrict_enrollments_to_course_dates: 'on',
      grade_passback_setting: 'nightly_sync',
      homeroom_course: true,
    };
    const [status, made] = await send({ course }, '/api/v1/accounts/sis_account_id:ARTS/courses');
    expect([status, made]).toMatchObject([
      200,
      {
        name: 'Drawing',
        course_code: 'DRW',
        workflow_state: 'unpublished',
        account_id: arts,
        enrollment_term_id: term,
        start_at: '2026-09-01T06:00:00Z',
        end_at: '2026-12-20T00:00:00Z',
        restrict_enrollments_to_course_dates: true,
        course_format: 'blended',
        grade_passback_setting: 'nightly_sync',
        homeroom_course: true,
        sis_course_id: 'C1',
        integration_id: 'I1',
        sis_import_id: null,
      },
    ]);
    expect(await (await server.get('/api/v1/courses/sis_course_id:C1')).json()).toEqual(made);
    expect(await stuckFields(made.id)).toBe('');
  });

  it('needs a group of parameters with nothing in it, and takes forms', async () => {
    expect(await send({ offer: true })).toMatchObject([
      400,
      { message: expect.any(String), code: 'missing_group' },
    ]);
    const [, plain] = await send({ course: { start_at: null } });
    expect(plain).toMatchObject({
      name: 'Unnamed Course',
      course_code: 'Unnamed',
      account_id: 1,
      enrollment_term_id: roster.default_term_id,
      sis_course_id: null,
      restrict_enrollments_to_course_dates: false,
      course_format: null,
    });
    const response = await server.send('POST', PATH, new URLSearchParams({ 'course[name]': 'By form' }));
    expect(await response.json()).toMatchObject({ name: 'By form', course_code: 'By' });
  });

  it.each([
    ['Introduction to Biology 101 for 2 Semesters', 'Introduction 101'],
    ['Algebra', 'Algebra'],
    ['3D  Printing', '3D'],
  ])('makes a code of the name %s', async (name, course_code) => {
    expect((await send({ course: { name, course_code: ' ' } }))[1]).toMatchObject({ course_code });
  });

  it('publishes it at once when told to', async () => {
    expect((await send({ course: { name: 'Open' }, offer: true }))[1]).toMatchObject({
      workflow_state: 'available',
    });
  });

  it('enrolls whoever makes it as a teacher when told to', async () => {
    const [, made] = await send({ course: { name: 'Mine' }, enroll_me: true });
    const { rows } = await server.database.pool.query(
      `select s.name, s.default_section, e.workflow_state from enrollments e
       join course_sections s on s.id = e.course_section_id where e.course_id = $1`,
      [made.id],
    );
    expect(rows).toEqual([{ name: 'Mine', default_section: true, workflow_state: 'active' }]);
    expect(made.enrollments).toEqual([
      {
        type: 'teacher',
        role: 'TeacherEnrollment',
        role_id: roster.role_ids.TeacherEnrollment,
        user_id: 1,
        enrollment_state: 'active',
        limit_privileges_to_course_section: false,
      },
    ]);
  });

  it('enrolls nobody of another tenant', async () => {
    const { id } = await server.makeTenant('Elsewhere');
    expect(
      await send({ course: { name: 'Ours' }, enroll_me: true }, `/api/v1/accounts/${id}/courses`),
    ).toEqual([400, field('enroll_me', 'invalid')]);
    expect((await send({ course: { name: 'Ours' } }, `/api/v1/accounts/${id}/courses`))[0]).toBe(200);
  });

  it('keeps a friendly name where the account is set up as elementary', async () => {
    const course = { name: 'Room 7', friendly_name: 'The Foxes' };
    expect((await send({ course }))[1].friendly_name).toBeNull();
    const primary = await roster.account({ name: 'Primary', settings: '{"elementary":true}' });
    const [, made] = await send({ course }, `/api/v1/accounts/${primary}/courses`);
    expect(made.friendly_name).toBe('The Foxes');
  });

  it('brings a deleted course back when told to, else the SIS ID is in use', async () => {
    const id = await roster.course({ name: 'Gone', sis_id: 'G', workflow_state: 'deleted' });
    const course = { name: 'Back', sis_course_id: 'G' };
    const path = `/api/v1/accounts/${arts}/courses`;
    const taken = {
      errors: {
        sis_course_id: [{ attribute: 'sis_course_id', type: 'taken', message: expect.any(String) }],
      },
      code: 'taken_field',
    };
    expect(await send({ course }, path)).toEqual([400, taken]);
    const revived = await send({ course, enable_sis_reactivation: '1' }, path);
    expect(revived).toMatchObject([
      200,
      { id, name: 'Back', account_id: arts, workflow_state: 'unpublished', sis_course_id: 'G' },
    ]);
    expect(await send({ course, enable_sis_reactivation: '1' }, path)).toEqual([400, taken]);
  });

  it('brings a course back from another account for those alone who may manage courses there', async () => {
    const id = await roster.course({ name: 'Gone', sis_id: 'THERE', workflow_state: 'deleted' });
    const body = { course: { sis_course_id: 'THERE' }, enable_sis_reactivation: true };
    const permissions = { manage_courses_admin: true, manage_sis: true };
    const token = await server.makeAdmin({ root_account_id: 1, id: arts }, permissions);
    expect((await send(body, `/api/v1/accounts/${arts}/courses`, token))[0]).toBe(403);
    const { rows } = await server.database.pool.query(
      'select account_id, workflow_state from courses where id = $1',
      [id],
    );
    expect(rows).toEqual([{ account_id: 1, workflow_state: 'deleted' }]);
  });

  it.each([
    [{ name: '' }, field('name', 'blank')],
    [{ name: 'x'.repeat(256) }, field('name', 'too_long')],
    [{ name: ['x'] }, field('name', 'invalid')],
    [{ course_code: 'x'.repeat(256) }, field('course_code', 'too_long')],
    [{ sis_course_id: 'x'.repeat(256) }, field('sis_course_id', 'too_long')],
    [{ integration_id: 'I1' }, field('integration_id', 'taken')],
    [{ start_at: 'soon' }, field('start_at', 'invalid')],
    [{ start_at: '2026-02-02', end_at: '2026-02-01' }, field('end_at', 'invalid')],
    [{ course_format: 'remote' }, field('course_format', 'invalid')],
    [{ grade_passback_setting: 'weekly' }, field('grade_passback_setting', 'invalid')],
  ])('refuses %j', async (course, expected) => {
    expect(await send({ course })).toEqual([400, expected]);
  });

  it.each(['sis_term_id:NONE', 'sis_term_id:OLD', '777'])('knows no term %s', async (term_id) => {
    expect((await send({ course: { term_id } }))[0]).toBe(404);
  });

  it('knows no term of somebody else', async () => {
    const other = await openRosterFactory(server.database.pool, (await server.makeTenant('Other')).id);
    expect((await send({ course: { term_id: other.default_term_id } }))[0]).toBe(404);
  });

  it('is for those who may manage courses there; SIS IDs are for those who may manage SIS data', async () => {
    const status = async (permissions: Record<string, boolean>, course: object) =>
      (await send({ course }, PATH, await server.makeAdmin(place, permissions)))[0];
    expect((await server.send('POST', PATH, {}, null)).status).toBe(401);
    expect(await status({ manage_sis: true }, {})).toBe(403);
    expect(await status({ manage_courses_admin: true }, { name: 'Mine' })).toBe(200);
    expect(await status({ manage_courses_admin: true }, { sis_course_id: 'MINE' })).toBe(403);
    expect(await status({ manage_courses_admin: true }, { integration_id: 'MINE' })).toBe(403);
    expect(await status({ manage_courses_admin: true, manage_sis: true }, { sis_course_id: 'MINE' })).toBe(
      200,
    );
    expect((await send({}, PATH, (await server.makeTenant('Strangers')).token))[0]).toBe(403);
    expect((await send({}, '/api/v1/accounts/777/courses'))[0]).toBe(404);
    expect((await send({}, '/api/v1/accounts/site_admin/courses'))[0]).toBe(400);
  });
});
