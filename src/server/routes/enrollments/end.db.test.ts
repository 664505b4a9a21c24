import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Enrollment } from '../../../api/index.ts';

let server: ApiServer;
let school: RosterFactory;
let course: number;
let section: number;
let ada: number;
let enrollment: number;
const root = { root_account_id: 1, id: 1 };
beforeAll(async () => {
  server = await createApiServer();
  school = await openRosterFactory(server.database.pool, 1);
  course = await school.course({ sis_id: 'ALG' });
  section = await school.section(course);
});
afterAll(() => server.close());
beforeEach(async () => {
  ada = await school.person('Ada');
  enrollment = await school.enrollment(ada, section);
});

async function send(
  method: string,
  path: string,
  token?: string | null,
  body?: unknown,
): Promise<[number, unknown]> {
  const response = await server.send(method, `/api/v1${path}`, body, token);
  return [response.status, await response.json()];
}

const pathOf = (id = enrollment) => `/courses/${course}/enrollments/${id}`;

async function stateOf(table: string, id: number): Promise<string> {
  const { rows } = await server.database.pool.query(`select workflow_state from ${table} where id = $1`, [
    id,
  ]);
  return rows[0].workflow_state;
}

describe('DELETE courses/:course_id/enrollments/:id', () => {
  it.each([
    [undefined, 'completed'],
    ['conclude', 'completed'],
    ['inactivate', 'inactive'],
    ['deactivate', 'inactive'],
    ['delete', 'deleted'],
  ])('with task %s leaves it %s', async (task, enrollment_state) => {
    const [status, body] = await send('DELETE', pathOf(), undefined, task && { task });
    expect([status, body]).toEqual([200, expect.objectContaining({ id: enrollment, enrollment_state })]);
    const shown = await server.get(`/api/v1/accounts/1/enrollments/${enrollment}`);
    expect(await shown.json()).toEqual(body);
  });

  it('notes when a concluded one was concluded, and forgets it when it is active again', async () => {
    const completed_at = async () => {
      const sql = 'select completed_at from enrollments where id = $1';
      return (await server.database.pool.query(sql, [enrollment])).rows[0].completed_at;
    };
    await send('DELETE', pathOf());
    expect(await completed_at()).toMatch(/Z$/);
    await send('PUT', `${pathOf()}/reactivate`);
    expect(await completed_at()).toBeNull();
  });

  it('takes the person out of the groups of the course, and of their lead, once nothing else is left', async () => {
    const group = await school.group({ course_id: course, leader_id: ada });
    const membership = await school.membership(group, ada);
    const second = await school.enrollment(ada, await school.section(course));
    await send('DELETE', `${pathOf()}?task=delete`);
    expect(await stateOf('group_memberships', membership)).toBe('accepted');
    await send('DELETE', `${pathOf(second)}?task=conclude`);
    expect(await stateOf('group_memberships', membership)).toBe('accepted');
    await send('DELETE', `${pathOf(second)}?task=delete`);
    expect(await stateOf('group_memberships', membership)).toBe('deleted');
    const { rows } = await server.database.pool.query('select leader_id from groups where id = $1', [group]);
    expect(rows).toEqual([{ leader_id: null }]);
  });

  it('refuses an unknown task and leaves everything as it was', async () => {
    expect(await send('DELETE', `${pathOf()}?task=remove`)).toEqual([
      400,
      { message: expect.any(String), code: 'invalid_value' },
    ]);
    expect(await stateOf('enrollments', enrollment)).toBe('active');
  });

  it('finds what is in the course of the path and not deleted', async () => {
    const other = await school.course();
    const gone = await school.enrollment(ada, await school.section(course), { workflow_state: 'deleted' });
    for (const path of [`/courses/${other}/enrollments/${enrollment}`, pathOf(gone), pathOf(999_999)]) {
      for (const [method, end] of [
        ['DELETE', ''],
        ['PUT', '/reactivate'],
      ] as const) {
        expect(await send(method, `${path}${end}`)).toEqual([
          404,
          { errors: [{ message: expect.any(String) }], code: 'unknown_record' },
        ]);
      }
    }
    const [status] = await send('DELETE', `/courses/sis_course_id:ALG/enrollments/${enrollment}`);
    expect(status).toBe(200);
  });
});

describe('PUT courses/:course_id/enrollments/:id/reactivate', () => {
  it.each(['inactive', 'completed'])('makes an enrollment active that was %s', async (workflow_state) => {
    const old = await school.enrollment(ada, await school.section(course), { workflow_state });
    const [status, body] = await send('PUT', `${pathOf(old)}/reactivate`);
    expect([status, (body as Enrollment).enrollment_state]).toEqual([200, 'active']);
  });

  it.each(['active', 'invited'])('refuses one that is %s', async (workflow_state) => {
    const live = await school.enrollment(ada, await school.section(course), { workflow_state });
    expect(await send('PUT', `${pathOf(live)}/reactivate`)).toEqual([
      400,
      { error: expect.stringContaining(workflow_state), code: 'not_reactivatable' },
    ]);
  });
});

describe('who may', () => {
  it('is whoever holds manage_students in the account of the course', async () => {
    const other = await server.makeTenant('Other');
    const tokens = [
      await server.makeAdmin(root, { read_roster: true }),
      await server.makeAdmin({ ...root, id: await school.account() }, { manage_students: true }),
      other.token,
    ];
    for (const token of tokens) {
      expect((await send('DELETE', pathOf(), token))[0]).toBe(403);
      expect((await send('PUT', `${pathOf()}/reactivate`, token))[0]).toBe(403);
    }
    expect((await send('DELETE', pathOf(), null))[0]).toBe(401);
    expect((await send('PUT', `${pathOf()}/reactivate`, null))[0]).toBe(401);
    expect(await stateOf('enrollments', enrollment)).toBe('active');
    const permitted = await server.makeAdmin(root, { manage_students: true });
    expect((await send('DELETE', pathOf(), permitted))[0]).toBe(200);
  });
});
