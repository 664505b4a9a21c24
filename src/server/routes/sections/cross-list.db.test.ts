import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { importFiles } from '../../../../test/support/import-files.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Section } from '../../../api/index.ts';
import { openDiskStorage } from '../../../storage/index.ts';

let server: ApiServer;
let roster: RosterFactory;
let home: number;
let target: number;
let next: number;
let section: number;
let enrollment: number;
let run = 0;
beforeAll(async () => {
  server = await createApiServer();
  roster = await openRosterFactory(server.database.pool, 1);
});
beforeEach(async () => {
  run += 1;
  home = await roster.course({ sis_id: `H${run}` });
  target = await roster.course({ sis_id: `T${run}` });
  next = await roster.course({ sis_id: `N${run}` });
  section = await roster.section(home, { name: 'Section', sis_id: `S${run}` });
  enrollment = await roster.enrollment(await roster.person('Ann'), section);
});
afterAll(() => server.close());

async function send(
  method: string,
  path: string,
  body?: object,
  token?: string | null,
): Promise<[number, Section]> {
  const response = await server.send(method, `/api/v1/sections/${path}`, body, token);
  return [response.status, (await response.json()) as Section];
}

const crossList = (course: number | string, body?: object, token?: string | null) =>
  send('POST', `${section}/crosslist/${course}`, body, token);
const endIt = (body?: object, token?: string | null) => send('DELETE', `${section}/crosslist`, body, token);

async function stored() {
  const { rows } = await server.database.pool.query(
    `select s.course_id, s.nonxlist_course_id, s.stuck_fields, s.default_section, e.course_id as enrolled_in
     from course_sections s join enrollments e on e.id = $2 where s.id = $1`,
    [section, enrollment],
  );
  return rows[0];
}

async function courseState(id: number) {
  const { rows } = await server.database.pool.query('select workflow_state from courses where id = $1', [id]);
  return rows[0].workflow_state;
}

const importXlist = (line: string, options = {}) =>
  importFiles({ pool: server.database.pool, storage: openDiskStorage(server.folder), options }, 1, {
    'xlists.csv': `xlist_course_id,section_id,status\n${line}\n`,
  });

describe('POST sections/:id/crosslist/:new_course_id', () => {
  it('moves the section with its enrollments and shows where it comes from', async () => {
    const [status, shown] = await send('POST', `sis_section_id:S${run}/crosslist/sis_course_id:T${run}`);
    expect([status, shown]).toMatchObject([
      200,
      { id: section, course_id: target, nonxlist_course_id: home, sis_course_id: `T${run}` },
    ]);
    expect(await stored()).toEqual({
      course_id: target,
      nonxlist_course_id: home,
      stuck_fields: 'course_id',
      default_section: true,
      enrolled_in: target,
    });
  });

  it('remembers the home course from one course to the next, and forgets it there', async () => {
    await crossList(target);
    expect((await crossList(next))[1]).toMatchObject({ course_id: next, nonxlist_course_id: home });
    expect((await crossList(next))[1]).toMatchObject({ course_id: next, nonxlist_course_id: home });
    expect((await crossList(home))[1]).toMatchObject({ course_id: home, nonxlist_course_id: null });
    expect(await stored()).toMatchObject({ enrolled_in: home });
  });

  it('holds against later imports, until one overrides it', async () => {
    await crossList(target);
    await importXlist(`N${run},S${run},active`);
    expect(await stored()).toMatchObject({ course_id: target, enrolled_in: target });
    await importXlist(`N${run},S${run},active`, { override_sis_stickiness: true });
    expect(await stored()).toMatchObject({ course_id: next, enrolled_in: next, nonxlist_course_id: home });
  });

  it('leaves a section alone that somebody has moved by hand when told to', async () => {
    await crossList(target);
    const [status, shown] = await crossList(next, { override_sis_stickiness: false });
    expect([status, shown]).toMatchObject([200, { course_id: target }]);
    expect(await stored()).toMatchObject({ enrolled_in: target });
    expect((await endIt({ override_sis_stickiness: false }))[1]).toMatchObject({ course_id: target });
  });

  it('needs a living course of the same tenant', async () => {
    const other = await openRosterFactory(server.database.pool, (await server.makeTenant('Other')).id);
    expect((await crossList(await other.course()))[0]).toBe(404);
    expect((await crossList(await roster.course({ workflow_state: 'deleted' })))[0]).toBe(404);
    expect((await crossList('sis_course_id:NONE'))[0]).toBe(404);
    expect((await send('POST', `777/crosslist/${target}`))[0]).toBe(404);
    expect(await stored()).toMatchObject({ course_id: home, stuck_fields: '' });
  });

  it('is for those who may edit sections in both courses', async () => {
    const arts = await roster.account();
    const there = await roster.course({ account_id: arts });
    expect((await crossList(there, {}, null))[0]).toBe(401);
    expect((await crossList(there, {}, (await server.makeTenant('Strangers')).token))[0]).toBe(403);
    const permissions = { manage_sections_edit: true };
    const below = await server.makeAdmin({ root_account_id: 1, id: arts }, permissions);
    expect((await crossList(there, {}, below))[0]).toBe(403);
    const above = await server.makeAdmin({ root_account_id: 1, id: 1 }, permissions);
    expect((await crossList(there, {}, above))[0]).toBe(200);
    expect((await crossList(home, {}, below))[0]).toBe(403);
    expect((await endIt({}, below))[0]).toBe(403);
    expect((await endIt({}, above))[0]).toBe(200);
  });
});

describe('DELETE sections/:id/crosslist', () => {
  it('takes the section with its enrollments home, and that sticks too', async () => {
    await importXlist(`T${run},S${run},active`);
    expect(await stored()).toMatchObject({ course_id: target, stuck_fields: '' });
    const [status, shown] = await endIt();
    expect([status, shown]).toMatchObject([200, { course_id: home, nonxlist_course_id: null }]);
    expect(await stored()).toMatchObject({ stuck_fields: 'course_id', enrolled_in: home });
    await importXlist(`T${run},S${run},active`);
    expect(await stored()).toMatchObject({ course_id: home });
  });

  it('brings a deleted home course back unpublished', async () => {
    await crossList(target);
    await server.database.pool.query(`update courses set workflow_state = 'deleted' where id = $1`, [home]);
    expect((await endIt())[1]).toMatchObject({ course_id: home });
    expect(await courseState(home)).toBe('claimed');
  });

  it('refuses a section that is at home, and one that is unknown', async () => {
    expect(await endIt()).toEqual([400, { message: expect.any(String), code: 'not_cross_listed' }]);
    expect((await send('DELETE', '777/crosslist'))[0]).toBe(404);
    expect((await endIt({}, null))[0]).toBe(401);
  });
});
