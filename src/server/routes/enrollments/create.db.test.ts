import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Enrollment } from '../../../api/index.ts';

let server: ApiServer;
let school: RosterFactory;
let course: number;
let section: number;
const root = { root_account_id: 1, id: 1 };
beforeAll(async () => {
  server = await createApiServer();
  school = await openRosterFactory(server.database.pool, 1);
  course = await school.course({ name: 'Algebra', sis_id: 'ALG' });
  section = await school.section(course, { sis_id: 'ALG-1' });
});
afterAll(() => server.close());

async function post(path: string, body: unknown, token?: string | null): Promise<[number, unknown]> {
  const response = await server.send('POST', `/api/v1${path}/enrollments`, body, token);
  return [response.status, await response.json()];
}

/** Enrolls somebody who can be enrolled. */
async function enroll(path: string, enrollment: object): Promise<Enrollment> {
  const [status, body] = await post(path, { enrollment });
  expect([status, body]).toEqual([200, expect.objectContaining({ id: expect.any(Number) })]);
  return body as Enrollment;
}

let people = 0;
async function person(): Promise<number> {
  people += 1;
  return (await school.user(`P${people}`)).user_id;
}

async function enrollmentsOf(user_id: number): Promise<readonly object[]> {
  const { rows } = await server.database.pool.query(
    `select type, course_section_id, associated_user_id, workflow_state from enrollments
     where root_account_id = 1 and user_id = $1 order by id`,
    [user_id],
  );
  return rows;
}

const student = 'StudentEnrollment';

describe('POST courses/:course_id/enrollments', () => {
  it('invites to the default section, which is made where the course lacks it', async () => {
    const [one, two] = [await person(), await person()];
    const made = await enroll(`/courses/${course}`, { user_id: one, type: student });
    expect(made).toMatchObject({
      user_id: one,
      course_id: course,
      type: student,
      role: student,
      enrollment_state: 'invited',
      limit_privileges_to_course_section: false,
      sis_import_id: null,
      user: { id: one },
    });
    expect(made.course_section_id).not.toBe(section);
    const { rows } = await server.database.pool.query(
      'select name, default_section, sis_id from course_sections where id = $1',
      [made.course_section_id],
    );
    expect(rows).toEqual([{ name: 'Algebra', default_section: true, sis_id: null }]);
    const second = await enroll('/courses/sis_course_id:ALG', { user_id: two, type: student });
    expect(second.course_section_id).toBe(made.course_section_id);
    const shown = await server.get(`/api/v1/accounts/1/enrollments/${made.id}`);
    expect(await shown.json()).toEqual(made);
  });

  it('follows a section that was cross-listed away from a course without any other', async () => {
    const home = await school.course();
    const away = await school.course();
    const moved = await school.section(away, { nonxlist_course_id: home });
    const made = await enroll(`/courses/${home}`, { user_id: await person(), type: student });
    expect([made.course_id, made.course_section_id]).toEqual([away, moved]);
  });

  it('takes every field, as a form too', async () => {
    const user_id = await person();
    const form = new URLSearchParams({
      'enrollment[user_id]': `sis_user_id:P${people}`,
      'enrollment[type]': 'TaEnrollment',
      'enrollment[enrollment_state]': 'inactive',
      'enrollment[course_section_id]': 'sis_section_id:ALG-1',
      'enrollment[limit_privileges_to_course_section]': 'true',
      'enrollment[notify]': 'true',
      'enrollment[start_at]': '2026-09-01T08:00:00+02:00',
      'enrollment[end_at]': '2027-01-31',
    });
    expect(await post(`/courses/${course}`, form)).toEqual([
      200,
      expect.objectContaining({
        user_id,
        course_section_id: section,
        type: 'TaEnrollment',
        enrollment_state: 'inactive',
        limit_privileges_to_course_section: true,
        start_at: '2026-09-01T06:00:00Z',
        end_at: '2027-01-31T00:00:00Z',
      }),
    ]);
  });

  it('finds custom roles of the account and above, by id', async () => {
    const arts = await school.account();
    const art = await school.course({ account_id: arts });
    const reader = await school.role('Reader', { base_role_type: 'TeacherEnrollment' });
    const painter = await school.role('Painter', { base_role_type: student, account_id: arts });
    const made = await enroll(`/courses/${art}`, { user_id: await person(), role_id: reader });
    expect(made).toMatchObject({ type: 'TeacherEnrollment', role: 'Reader', role_id: reader });
    expect(
      await enroll(`/courses/${art}`, { user_id: await person(), role_id: painter, type: student }),
    ).toMatchObject({ role: 'Painter' });
    const message = { message: expect.any(String), code: 'invalid_value' };
    const enrollment = { user_id: await person() };
    for (const role of [
      { role_id: painter },
      { role_id: 999_999 },
      { role_id: 'x' },
      { role_id: reader, type: student },
      { role_id: school.role_ids.AccountAdmin },
    ]) {
      expect(await post(`/courses/${course}`, { enrollment: { ...enrollment, ...role } })).toEqual([
        400,
        message,
      ]);
    }
  });
});

describe('POST sections/:section_id/enrollments', () => {
  it('enrolls in the section and the course in which it is', async () => {
    const made = await enroll(`/sections/sis_section_id:ALG-1`, {
      user_id: await person(),
      type: 'TeacherEnrollment',
      enrollment_state: 'active',
    });
    expect(made).toMatchObject({
      course_id: course,
      course_section_id: section,
      enrollment_state: 'active',
      sis_section_id: 'ALG-1',
    });
  });
});

describe('what the person already holds there', () => {
  it('is changed, and its dates stick then', async () => {
    const user_id = await person();
    const first = await enroll(`/sections/${section}`, {
      user_id,
      type: student,
      enrollment_state: 'active',
      start_at: '2026-09-01T00:00:00Z',
    });
    const stuck = async () => {
      const sql = 'select stuck_fields from enrollments where id = $1';
      return (await server.database.pool.query(sql, [first.id])).rows[0].stuck_fields;
    };
    expect(await stuck()).toBe('');
    const again = await enroll(`/sections/${section}`, { user_id, type: student });
    expect([again.id, again.enrollment_state, again.start_at]).toEqual([
      first.id,
      'active',
      '2026-09-01T00:00:00Z',
    ]);
    expect(await stuck()).toBe('');
    const changed = {
      user_id,
      type: student,
      start_at: '2026-10-01T00:00:00Z',
      enrollment_state: 'inactive',
    };
    expect(await enroll(`/sections/${section}`, changed)).toMatchObject({
      id: first.id,
      start_at: '2026-10-01T00:00:00Z',
      enrollment_state: 'inactive',
    });
    expect(await stuck()).toBe('start_at');
  });

  it.each(['deleted', 'rejected', 'completed'])('is invited again when it was %s', async (workflow_state) => {
    const user_id = await person();
    const old = await school.enrollment(user_id, section, { workflow_state });
    const made = await enroll(`/sections/${section}`, { user_id, type: student });
    expect([made.id, made.enrollment_state]).toEqual([old, 'invited']);
  });

  it('is another record in another section or role', async () => {
    const user_id = await person();
    const reader = await school.role('Second', { base_role_type: student });
    const ids = [
      await enroll(`/sections/${section}`, { user_id, type: student }),
      await enroll(`/courses/${course}`, { user_id, type: student }),
      await enroll(`/sections/${section}`, { user_id, role_id: reader }),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  });
});

describe('observers', () => {
  it('are active at once and observe whom they are told to', async () => {
    const [observer, observed] = [await person(), await person()];
    const made = await enroll(`/sections/${section}`, {
      user_id: observer,
      type: 'ObserverEnrollment',
      associated_user_id: `sis_user_id:P${people}`,
    });
    expect(made).toMatchObject({ enrollment_state: 'active', associated_user_id: observed });
    const refused = [
      400,
      {
        errors: { associated_user_id: [expect.objectContaining({ type: 'invalid' })] },
        code: 'invalid_field',
      },
    ];
    const watch = (user_id: number, associated_user_id: number) =>
      post(`/sections/${section}`, {
        enrollment: { user_id, type: 'ObserverEnrollment', associated_user_id },
      });
    expect(await watch(observed, observer)).toEqual(refused);
    expect(await watch(observer, observer)).toEqual(refused);
  });

  it('are not what others are, whatever they are told to watch', async () => {
    const [one, two] = [await person(), await person()];
    const made = await enroll(`/sections/${section}`, {
      user_id: one,
      type: student,
      associated_user_id: two,
    });
    expect(made.associated_user_id).toBeNull();
  });

  it('who are linked to a student are enrolled beside them', async () => {
    const [observer, observed] = [await person(), await person()];
    await school.observer(observer, observed);
    const made = await enroll(`/sections/${section}`, {
      user_id: observed,
      type: student,
      enrollment_state: 'active',
    });
    const beside = {
      type: 'ObserverEnrollment',
      course_section_id: section,
      associated_user_id: observed,
      workflow_state: 'active',
    };
    expect(await enrollmentsOf(observer)).toEqual([beside]);
    const path = `/api/v1/courses/${course}/enrollments/${made.id}`;
    await server.send('DELETE', path);
    expect(await enrollmentsOf(observer)).toEqual([{ ...beside, workflow_state: 'completed' }]);
    await server.send('PUT', `${path}/reactivate`);
    expect(await enrollmentsOf(observer)).toEqual([beside]);
    await server.send('DELETE', `${path}?task=delete`);
    expect(await enrollmentsOf(observer)).toEqual([{ ...beside, workflow_state: 'deleted' }]);
  });

  it('follow into a default section that is made for the student', async () => {
    const [observer, observed] = [await person(), await person()];
    await school.observer(observer, observed);
    const made = await enroll(`/courses/${await school.course()}`, { user_id: observed, type: student });
    expect(await enrollmentsOf(observer)).toMatchObject([
      { course_section_id: made.course_section_id, workflow_state: 'invited' },
    ]);
  });
});

describe('refusals', () => {
  const message = (code: string) => [400, { message: expect.any(String), code }];

  it.each([
    ['nothing', {}, 'missing_group'],
    ['no person', { enrollment: { type: student } }, 'missing_group'],
    ['neither type nor role', { enrollment: { user_id: 1 } }, 'missing_group'],
    ['an unknown type', { enrollment: { user_id: 1, type: 'Student' } }, 'invalid_value'],
    [
      'an unknown state',
      { enrollment: { user_id: 1, type: student, enrollment_state: 'completed' } },
      'invalid_value',
    ],
  ])('of %s', async (_what, body, code) => {
    expect(await post(`/courses/${course}`, body)).toEqual(message(code));
  });

  const field = (name: string) => [
    400,
    {
      errors: { [name]: [{ attribute: name, type: 'invalid', message: expect.any(String) }] },
      code: 'invalid_field',
    },
  ];
  it.each([
    [{ start_at: 'soon' }, 'start_at'],
    [{ start_at: '2027-01-01', end_at: '2026-01-01' }, 'end_at'],
  ])('of dates %j', async (dates, name) => {
    const enrollment = { user_id: await person(), type: student, ...dates };
    expect(await post(`/courses/${course}`, { enrollment })).toEqual(field(name));
  });

  it('of what does not exist', async () => {
    const user_id = await person();
    const gone = await school.section(course, { workflow_state: 'deleted' });
    const elsewhere = await school.section(await school.course());
    const other = await server.makeTenant('Other');
    const foreign = await (await openRosterFactory(server.database.pool, other.id)).person('Ada');
    for (const more of [
      { user_id: 999_999 },
      { user_id: foreign },
      { course_section_id: gone },
      { course_section_id: elsewhere },
      { type: 'ObserverEnrollment', associated_user_id: foreign },
    ]) {
      const [status, body] = await post(`/courses/${course}`, {
        enrollment: { user_id, type: student, ...more },
      });
      expect([status, body]).toEqual([
        404,
        { errors: [{ message: expect.any(String) }], code: 'unknown_record' },
      ]);
    }
    expect((await post(`/sections/${gone}`, { enrollment: { user_id, type: student } }))[0]).toBe(404);
    expect(await enrollmentsOf(user_id)).toEqual([]);
  });

  it('of people whose logins are all deleted', async () => {
    const { user_id, login_id } = await school.user('GONE');
    await server.database.pool.query(`update pseudonyms set workflow_state = 'deleted' where id = $1`, [
      login_id,
    ]);
    expect(await post(`/courses/${course}`, { enrollment: { user_id, type: student } })).toEqual(
      field('user_id'),
    );
  });

  it('of students in a blueprint course, and of anybody in a concluded one', async () => {
    const blueprint = await school.course({ is_blueprint: true });
    const concluded = await school.course({ workflow_state: 'completed' });
    const user_id = await person();
    const ask = (id: number, type: string) => post(`/courses/${id}`, { enrollment: { user_id, type } });
    expect(await ask(blueprint, student)).toEqual(message('blueprint_course'));
    expect(await ask(blueprint, 'ObserverEnrollment')).toEqual(message('blueprint_course'));
    expect((await ask(blueprint, 'TeacherEnrollment'))[0]).toBe(200);
    expect(await ask(concluded, 'TeacherEnrollment')).toEqual(message('concluded_course'));
  });
});

describe('who may enroll', () => {
  it('is whoever holds manage_students in the account of the course', async () => {
    const arts = await school.account();
    const art = await school.course({ account_id: arts });
    const token = await server.makeAdmin({ ...root, id: arts }, { manage_students: true, read_roster: true });
    const body = { enrollment: { user_id: await person(), type: student } };
    expect((await post(`/courses/${art}`, body, token))[0]).toBe(200);
    expect((await post(`/courses/${course}`, body, token))[0]).toBe(403);
    const away = await school.course();
    await school.section(away, { nonxlist_course_id: art });
    await server.database.pool.query(
      `update course_sections set workflow_state = 'deleted' where course_id = $1`,
      [art],
    );
    const other_person = { enrollment: { user_id: await person(), type: student } };
    expect((await post(`/courses/${art}`, other_person, token))[0]).toBe(403);
    expect(await enrollmentsOf(other_person.enrollment.user_id)).toEqual([]);
    expect(await post(`/courses/${art}`, other_person)).toEqual([
      200,
      expect.objectContaining({ course_id: away }),
    ]);
    const reader = await server.makeAdmin(root, { read_roster: true, manage_sis: true });
    const other = await server.makeTenant('Third');
    for (const path of [`/courses/${course}`, `/sections/${section}`]) {
      expect((await post(path, body, reader))[0]).toBe(403);
      expect((await post(path, body, other.token))[0]).toBe(403);
      expect((await post(path, body, null))[0]).toBe(401);
    }
  });
});
