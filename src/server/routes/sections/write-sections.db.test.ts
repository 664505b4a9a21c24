import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Section } from '../../../api/index.ts';

const place = { root_account_id: 1, id: 1 };

let server: ApiServer;
let roster: RosterFactory;
let course: number;
beforeAll(async () => {
  server = await createApiServer();
  roster = await openRosterFactory(server.database.pool, 1);
  course = await roster.course({ name: 'Drawing', sis_id: 'C1' });
  await roster.section(course, { sis_id: 'TAKEN', integration_id: 'TAKEN' });
});
afterAll(() => server.close());

async function send(
  method: string,
  path: string,
  body?: object,
  token?: string | null,
): Promise<[number, Section]> {
  const response = await server.send(method, `/api/v1${path}`, body, token);
  return [response.status, (await response.json()) as Section];
}

const post = (course_section: object, more: object = {}) =>
  send('POST', `/courses/${course}/sections`, { course_section, ...more });
const put = (id: number | string, course_section: object, more: object = {}) =>
  send('PUT', `/sections/${id}`, { course_section, ...more });

async function stored(id: number, columns: string) {
  const { rows } = await server.database.pool.query(`select ${columns} from course_sections where id = $1`, [
    id,
  ]);
  return rows[0];
}

const field = (attribute: string, type: string) => ({
  errors: { [attribute]: [{ attribute, type, message: expect.any(String) }] },
  code: `${type}_field`,
});

const faults: readonly [object, unknown][] = [
  [{ name: ' ' }, field('name', 'blank')],
  [{ name: 'x'.repeat(256) }, field('name', 'too_long')],
  [{ sis_section_id: 'TAKEN' }, field('sis_section_id', 'taken')],
  [{ sis_section_id: 'x'.repeat(256) }, field('sis_section_id', 'too_long')],
  [{ integration_id: 'TAKEN' }, field('integration_id', 'taken')],
  [{ start_at: 'soon' }, field('start_at', 'invalid')],
  [{ start_at: '2026-02-02', end_at: '2026-02-01' }, field('end_at', 'invalid')],
];

describe('POST courses/:course_id/sections', () => {
  it('makes a section of what is said', async () => {
    const [status, made] = await send('POST', '/courses/sis_course_id:C1/sections', {
      course_section: {
        name: 'Morning',
        sis_section_id: 'S1',
        integration_id: 'I1',
        start_at: '2026-09-01T08:00:00+02:00',
        end_at: '2026-12-20',
        restrict_enrollments_to_section_dates: 'true',
      },
    });
    expect([status, made]).toMatchObject([
      200,
      {
        course_id: course,
        name: 'Morning',
        sis_section_id: 'S1',
        sis_course_id: 'C1',
        integration_id: 'I1',
        sis_import_id: null,
        start_at: '2026-09-01T06:00:00Z',
        end_at: '2026-12-20T00:00:00Z',
        restrict_enrollments_to_section_dates: true,
        nonxlist_course_id: null,
      },
    ]);
    expect((await send('GET', '/sections/sis_section_id:S1'))[1]).toEqual(made);
    expect(await stored(made.id, 'stuck_fields, default_section')).toEqual({
      stuck_fields: '',
      default_section: false,
    });
  });

  it('is named after the course where nothing is said, and takes forms', async () => {
    expect((await post({}))[1]).toMatchObject({ name: 'Drawing', sis_section_id: null });
    const form = new URLSearchParams({ 'course_section[name]': 'By form' });
    expect((await send('POST', `/courses/${course}/sections`, form))[1].name).toBe('By form');
  });

  it('brings a deleted section of the course back when told to', async () => {
    const gone = await roster.section(course, { name: 'Old', sis_id: 'G1', workflow_state: 'deleted' });
    const elsewhere = await roster.course();
    await roster.section(elsewhere, { sis_id: 'G2', workflow_state: 'deleted' });
    expect(await post({ sis_section_id: 'G1' })).toEqual([400, field('sis_section_id', 'taken')]);
    const back = await post({ sis_section_id: 'G1', name: 'New' }, { enable_sis_reactivation: true });
    expect(back).toMatchObject([200, { id: gone, name: 'New', sis_section_id: 'G1' }]);
    const other = await post({ sis_section_id: 'G2' }, { enable_sis_reactivation: true });
    expect(other).toEqual([400, field('sis_section_id', 'taken')]);
    expect((await post({ name: 'Fresh' }, { enable_sis_reactivation: true }))[0]).toBe(200);
  });

  it.each(faults)('refuses %j', async (body, expected) => {
    expect(await post(body)).toEqual([400, expected]);
  });

  it('is for those who may edit sections; SIS IDs are for those who may manage SIS data', async () => {
    const path = `/courses/${course}/sections`;
    const status = async (permissions: Record<string, boolean>, course_section: object) =>
      (await send('POST', path, { course_section }, await server.makeAdmin(place, permissions)))[0];
    expect((await send('POST', path, {}, null))[0]).toBe(401);
    expect((await send('POST', path, {}, (await server.makeTenant('Other')).token))[0]).toBe(403);
    expect(await status({ manage_courses_admin: true }, {})).toBe(403);
    expect(await status({ manage_sections_edit: true }, {})).toBe(200);
    expect(await status({ manage_sections_edit: true }, { sis_section_id: 'X' })).toBe(403);
    expect(await status({ manage_sections_edit: true, manage_sis: true }, { sis_section_id: 'X' })).toBe(200);
    expect((await send('POST', '/courses/777/sections', {}))[0]).toBe(404);
  });
});

describe('PUT sections/:id', () => {
  it('changes what is said and makes what really changes stick', async () => {
    const id = await roster.section(course, { name: 'Morning', sis_id: 'P1' });
    const [status, changed] = await put('sis_section_id:P1', {
      name: 'Noon',
      start_at: '2026-09-01',
      restrict_enrollments_to_section_dates: false,
      sis_section_id: 'P1a',
      integration_id: 'P1i',
    });
    expect([status, changed]).toMatchObject([
      200,
      {
        id,
        name: 'Noon',
        start_at: '2026-09-01T00:00:00Z',
        end_at: null,
        restrict_enrollments_to_section_dates: false,
        sis_section_id: 'P1a',
        integration_id: 'P1i',
      },
    ]);
    expect((await send('GET', `/sections/${id}`))[1]).toEqual(changed);
    expect(await stored(id, 'stuck_fields')).toEqual({ stuck_fields: 'name start_at' });
    expect((await put(id, { start_at: '', sis_section_id: '' }))[1]).toMatchObject({
      start_at: null,
      sis_section_id: null,
    });
    expect((await send('PUT', `/sections/${id}`))[0]).toBe(200);
  });

  it('leaves stuck fields alone when told to', async () => {
    const id = await roster.section(course, { name: 'Mine', stuck_fields: 'name' });
    const body = { name: 'Theirs', end_at: '2026-09-01' };
    expect((await put(id, body, { override_sis_stickiness: 'no' }))[1]).toMatchObject({
      name: 'Mine',
      end_at: '2026-09-01T00:00:00Z',
    });
    expect((await put(id, body))[1].name).toBe('Theirs');
  });

  it.each(faults)('refuses %j', async (body, expected) => {
    expect(await put(await roster.section(course), body)).toEqual([400, expected]);
  });

  it('is for those who may edit sections in the account of the course', async () => {
    const path = `/sections/${await roster.section(course)}`;
    const body = { course_section: { name: 'Mine' } };
    expect((await send('PUT', path, body, null))[0]).toBe(401);
    expect((await send('PUT', path, body, (await server.makeTenant('Third')).token))[0]).toBe(403);
    const token = await server.makeAdmin(place, { manage_sections_edit: true });
    expect((await send('PUT', path, body, token))[0]).toBe(200);
    const sis = { course_section: { integration_id: 'X' } };
    expect((await send('PUT', path, sis, token))[0]).toBe(403);
    expect((await send('PUT', path, body, await server.makeAdmin(place, { manage_sis: true })))[0]).toBe(403);
    expect((await put(777, {}))[0]).toBe(404);
  });
});

describe('DELETE sections/:id', () => {
  it('deletes a section in which nobody is enrolled', async () => {
    const id = await roster.section(course, { name: 'Empty' });
    const ann = await roster.person('Ann');
    await roster.enrollment(ann, id, { workflow_state: 'deleted' });
    await roster.enrollment(await roster.person('Bob'), id, { workflow_state: 'rejected' });
    expect(await send('DELETE', `/sections/${id}`)).toMatchObject([200, { id, name: 'Empty' }]);
    expect(await stored(id, 'workflow_state')).toEqual({ workflow_state: 'deleted' });
    expect((await send('DELETE', `/sections/${id}`))[0]).toBe(404);
  });

  it.each(['active', 'invited', 'completed', 'inactive'])('refuses while one is %s', async (state) => {
    const id = await roster.section(course);
    await roster.enrollment(await roster.person('Ann'), id, { workflow_state: state });
    expect(await send('DELETE', `/sections/${id}`)).toEqual([
      400,
      { message: expect.any(String), code: 'section_has_enrollments' },
    ]);
    expect(await stored(id, 'workflow_state')).toEqual({ workflow_state: 'active' });
  });

  it('is for those who may edit sections', async () => {
    const path = `/sections/${await roster.section(course)}`;
    expect((await send('DELETE', path, undefined, null))[0]).toBe(401);
    expect((await send('DELETE', path, undefined, (await server.makeTenant('Fourth')).token))[0]).toBe(403);
    expect((await send('DELETE', path, undefined, await server.makeAdmin(place, {})))[0]).toBe(403);
    const token = await server.makeAdmin(place, { manage_sections_edit: true });
    expect((await send('DELETE', path, undefined, token))[0]).toBe(200);
  });
});
