import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { importFiles } from '../../../../test/support/import-files.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Course } from '../../../api/index.ts';
import { openDiskStorage } from '../../../storage/index.ts';

const place = { root_account_id: 1, id: 1 };

let server: ApiServer;
let roster: RosterFactory;
beforeAll(async () => {
  server = await createApiServer();
  roster = await openRosterFactory(server.database.pool, 1);
});
afterAll(() => server.close());

async function put(id: number | string, body: object, token?: string): Promise<[number, Course]> {
  const response = await server.send('PUT', `/api/v1/courses/${id}`, body, token);
  return [response.status, (await response.json()) as Course];
}

async function end(id: number | string, query: string, token?: string | null) {
  const response = await server.send('DELETE', `/api/v1/courses/${id}${query}`, undefined, token);
  return [response.status, await response.json()];
}

async function stored(id: number, columns: string, table = 'courses', where = 'id') {
  const { rows } = await server.database.pool.query(
    `select ${columns} from ${table} where ${where} = $1 order by id`,
    [id],
  );
  return rows;
}

const importCsv = (csv: string) =>
  importFiles({ pool: server.database.pool, storage: openDiskStorage(server.folder) }, 1, {
    'courses.csv': csv,
  });

/** A course with a section, an active student and an invited one. */
async function makeCourse(columns: Record<string, string | number | boolean> = {}) {
  const id = await roster.course({ name: 'Drawing', course_code: 'DRW', ...columns });
  const section = await roster.section(id);
  await roster.enrollment(await roster.person('Ann'), section);
  await roster.enrollment(await roster.person('Bob'), section, { workflow_state: 'invited' });
  await roster.enrollment(await roster.person('Cem'), section, { workflow_state: 'inactive' });
  return id;
}

const enrollmentStates = async (id: number) =>
  (await stored(id, 'workflow_state', 'enrollments', 'course_id')).map((row) => row.workflow_state).join();

describe('PUT courses/:id', () => {
  it('changes what is said and makes what really changes stick', async () => {
    const id = await makeCourse({ sis_id: 'C1', workflow_state: 'claimed' });
    const arts = await roster.account({ name: 'Arts', sis_id: 'ARTS' });
    const term = await roster.term({ name: 'Fall', sis_id: 'F26' });
    const course = {
      name: 'Painting',
      course_code: 'DRW',
      start_at: '2026-09-01T06:00:00Z',
      end_at: '2026-12-20T06:00:00Z',
      restrict_enrollments_to_course_dates: true,
      term_id: 'hex:sis_term_id:463236',
      account_id: 'sis_account_id:ARTS',
      sis_course_id: 'C1a',
      integration_id: 'I1',
      course_format: 'online',
      grade_passback_setting: 'disabled',
      homeroom_course: true,
    };
    const [status, changed] = await put('sis_course_id:C1', { course });
    expect([status, changed]).toMatchObject([
      200,
      {
        id,
        name: 'Painting',
        course_code: 'DRW',
        start_at: '2026-09-01T06:00:00Z',
        end_at: '2026-12-20T06:00:00Z',
        restrict_enrollments_to_course_dates: true,
        enrollment_term_id: term,
        account_id: arts,
        sis_course_id: 'C1a',
        integration_id: 'I1',
        course_format: 'online',
        grade_passback_setting: 'disabled',
        homeroom_course: true,
        workflow_state: 'unpublished',
      },
    ]);
    expect(await (await server.get(`/api/v1/courses/${id}`)).json()).toEqual(changed);
    const [{ stuck_fields }] = await stored(id, 'stuck_fields');
    expect(stuck_fields).toBe(
      'account_id conclude_at enrollment_term_id grade_passback_setting name ' +
        'restrict_enrollments_to_course_dates start_at',
    );
    const cleared = { course_format: 'not_set', grade_passback_setting: '', start_at: '', end_at: '' };
    expect((await put(id, { course: cleared }))[1]).toMatchObject({
      course_format: null,
      grade_passback_setting: null,
      start_at: null,
      end_at: null,
    });
    expect((await put(id, {}))[0]).toBe(200);
  });

  it('keeps what a person named and published from a later import', async () => {
    const id = await makeCourse({ sis_id: 'P1', workflow_state: 'claimed' });
    await put(id, { course: { name: 'By hand', event: 'offer' } });
    await importCsv('course_id,short_name,long_name,status\nP1,NEW,From the file,deleted\n');
    expect((await (await server.get(`/api/v1/courses/${id}`)).json()) as Course).toMatchObject({
      name: 'By hand',
      course_code: 'NEW',
      workflow_state: 'available',
    });
  });

  it('leaves stuck fields alone when told to', async () => {
    const id = await makeCourse({ stuck_fields: 'name' });
    const course = { name: 'Other', course_code: 'OTH' };
    expect((await put(id, { course, override_sis_stickiness: false }))[1]).toMatchObject({
      name: 'Drawing',
      course_code: 'OTH',
    });
    expect((await put(id, { course, override_sis_stickiness: true }))[1].name).toBe('Other');
  });

  it('takes along the courses that a cross-listing made from it', async () => {
    const id = await makeCourse();
    const follower = await roster.course({ name: 'Drawing', template_course_id: id });
    await put(id, { course: { name: 'Sketching' } });
    expect(await stored(follower, 'name')).toEqual([{ name: 'Sketching' }]);
  });

  it.each([
    ['claimed', 'offer', 'available', 'active,invited,inactive'],
    ['available', 'claim', 'unpublished', 'active,invited,inactive'],
    ['available', 'conclude', 'completed', 'completed,completed,inactive'],
    ['completed', 'offer', 'available', 'active,invited,inactive'],
    ['available', 'delete', 'deleted', 'deleted,deleted,deleted'],
    ['deleted', 'undelete', 'unpublished', 'active,invited,inactive'],
    ['available', 'undelete', 'available', 'active,invited,inactive'],
  ])('from %s, %s makes it %s', async (before, event, after, enrollments) => {
    const id = await makeCourse({ workflow_state: before });
    const [status, changed] = await put(id, { course: { event } });
    expect([status, changed.workflow_state]).toEqual([200, after]);
    expect(await enrollmentStates(id)).toBe(enrollments);
    const [{ stuck_fields }] = await stored(id, 'stuck_fields');
    expect(stuck_fields).toBe(before === after ? '' : 'workflow_state');
  });

  it('publishes with `offer` as well, and takes a claimed course for one that was created', async () => {
    const id = await makeCourse({ workflow_state: 'created' });
    expect((await put(id, { course: { event: 'claim' } }))[1].workflow_state).toBe('unpublished');
    expect(await stored(id, 'stuck_fields')).toEqual([{ stuck_fields: '' }]);
    expect((await put(id, { offer: 'true' }))[1].workflow_state).toBe('available');
  });

  it('finds a deleted course for nothing but `undelete`, and not in a deleted account', async () => {
    const gone = await roster.account({ name: 'Gone', workflow_state: 'deleted' });
    const id = await makeCourse({ workflow_state: 'deleted', sis_id: 'D1', account_id: gone });
    expect((await put('sis_course_id:D1', { course: { event: 'offer' } }))[0]).toBe(404);
    expect(await put(id, { course: { event: 'undelete' } })).toEqual([
      400,
      {
        errors: { account_id: [{ attribute: 'account_id', type: 'invalid', message: 'is not valid' }] },
        code: 'invalid_field',
      },
    ]);
    const [, back] = await put('sis_course_id:D1', { course: { event: 'undelete', account_id: 1 } });
    expect(back).toMatchObject({ id, account_id: 1, workflow_state: 'unpublished' });
  });

  it('makes a blueprint course and ends that with the ties to it', async () => {
    const id = await roster.course({ name: 'Model' });
    const child = await roster.course({ name: 'Copy', blueprint_course_id: id });
    expect((await put(id, { course: { blueprint: true } }))[1].blueprint).toBe(true);
    expect((await put(id, { course: { name: 'Model 2' } }))[1].blueprint).toBe(true);
    const refused = async (course_id: number) => (await put(course_id, { course: { blueprint: '1' } }))[1];
    expect(await refused(child)).toMatchObject({ code: 'tied_field' });
    expect(await refused(await makeCourse())).toEqual({
      errors: { blueprint: [{ attribute: 'blueprint', type: 'has_learners', message: expect.any(String) }] },
      code: 'has_learners_field',
    });
    expect((await put(id, { course: { blueprint: false } }))[1]).not.toHaveProperty('blueprint');
    expect(await stored(child, 'blueprint_course_id')).toEqual([{ blueprint_course_id: null }]);
  });

  const field = (attribute: string, type: string) => ({
    errors: { [attribute]: [{ attribute, type, message: expect.any(String) }] },
    code: `${type}_field`,
  });
  it.each([
    [{ name: ' ' }, field('name', 'blank')],
    [{ sis_course_id: 'TAKEN' }, field('sis_course_id', 'taken')],
    [{ integration_id: 'TAKEN' }, field('integration_id', 'taken')],
    [{ end_at: '1999-01-01' }, field('end_at', 'invalid')],
    [{ course_format: 'remote' }, field('course_format', 'invalid')],
    [{ event: 'burn' }, { message: expect.any(String), code: 'invalid_value' }],
  ])('refuses %j', async (course, expected) => {
    await server.database.pool.query(
      `insert into courses (root_account_id, account_id, enrollment_term_id, sis_id, integration_id, workflow_state)
       values (1, 1, $1, 'TAKEN', 'TAKEN', 'deleted') on conflict do nothing`,
      [roster.default_term_id],
    );
    const id = await roster.course({ start_at: '2000-01-01T00:00:00Z' });
    expect(await put(id, { course })).toEqual([400, expected]);
  });

  it('is for those who may manage courses in its account and in the one it moves to', async () => {
    const arts = await roster.account({ name: 'Arts' });
    const below = await roster.account({ name: 'Music', parent_account_id: arts });
    const id = await makeCourse({ account_id: arts });
    const name = { course: { name: 'Mine' } };
    expect((await server.send('PUT', `/api/v1/courses/${id}`, name, null)).status).toBe(401);
    const other = await server.makeTenant('Other');
    expect((await put(id, name, other.token))[0]).toBe(403);
    expect((await put(id, name, await server.makeAdmin(place, { manage_sis: true })))[0]).toBe(403);
    const token = await server.makeAdmin({ root_account_id: 1, id: arts }, { manage_courses_admin: true });
    expect((await put(id, name, token))[0]).toBe(200);
    expect((await put(id, { course: { sis_course_id: 'X' } }, token))[0]).toBe(403);
    expect((await put(id, { course: { account_id: 1 } }, token))[0]).toBe(403);
    expect((await put(id, { course: { account_id: below } }, token))[1].account_id).toBe(below);
    expect((await put(id, { course: { account_id: other.id } }))[0]).toBe(404);
    expect((await put(777, name))[0]).toBe(404);
  });
});

describe('DELETE courses/:id', () => {
  it('deletes a course with its enrollments and shields it from imports', async () => {
    const id = await makeCourse({ sis_id: 'E1' });
    expect(await end('sis_course_id:E1', '?event=delete')).toEqual([200, { delete: true }]);
    expect(await enrollmentStates(id)).toBe('deleted,deleted,deleted');
    await importCsv('course_id,short_name,long_name,status\nE1,E,E,active\n');
    expect(await stored(id, 'workflow_state')).toEqual([{ workflow_state: 'deleted' }]);
    expect((await end(id, '?event=delete'))[0]).toBe(404);
  });

  it('concludes a course with its enrollments', async () => {
    const id = await makeCourse();
    expect(await end(id, '?event=conclude')).toEqual([200, { conclude: true }]);
    expect(await enrollmentStates(id)).toBe('completed,completed,inactive');
    expect(await stored(id, 'workflow_state, stuck_fields')).toEqual([
      { workflow_state: 'completed', stuck_fields: 'workflow_state' },
    ]);
  });

  it('needs to be told which', async () => {
    const id = await makeCourse();
    expect(await end(id, '')).toEqual([400, { message: expect.any(String), code: 'missing_group' }]);
    expect(await end(id, '?event=offer')).toEqual([
      400,
      { message: expect.any(String), code: 'invalid_value' },
    ]);
    expect(await enrollmentStates(id)).toBe('active,invited,inactive');
  });

  it('is for those who may manage courses', async () => {
    const id = await makeCourse();
    const query = '?event=delete';
    expect((await end(id, query, null))[0]).toBe(401);
    expect((await end(id, query, await server.makeAdmin(place, { read_course_list: true })))[0]).toBe(403);
    expect((await end(id, query, (await server.makeTenant('Strangers')).token))[0]).toBe(403);
    expect((await end(id, query, await server.makeAdmin(place, { manage_courses_admin: true })))[0]).toBe(
      200,
    );
  });
});
