import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Progress } from '../../../api/index.ts';

const PATH = '/api/v1/accounts/1/courses';
const place = { root_account_id: 1, id: 1 };

let server: ApiServer;
let roster: RosterFactory;
let arts: number;
beforeAll(async () => {
  server = await createApiServer();
  roster = await openRosterFactory(server.database.pool, 1);
  arts = await roster.account({ name: 'Arts', sis_id: 'ARTS' });
});
afterAll(() => server.close());

async function put(body: object, path = PATH, token?: string): Promise<[number, Progress]> {
  const response = await server.send('PUT', path, body, token);
  return [response.status, (await response.json()) as Progress];
}

async function statesOf(...ids: readonly number[]): Promise<readonly string[]> {
  const { rows } = await server.database.pool.query(
    `select c.workflow_state || coalesce(':' || string_agg(e.workflow_state, '' order by e.id), '') as state
     from unnest($1::int8[]) with ordinality k(id, at) join courses c on c.id = k.id
     left join enrollments e on e.course_id = c.id group by c.workflow_state, k.at order by k.at`,
    [ids],
  );
  return rows.map(({ state }) => state);
}

async function makeCourse(workflow_state: string, columns = {}): Promise<number> {
  const id = await roster.course({ workflow_state, ...columns });
  await roster.enrollment(await roster.person('Ann'), await roster.section(id), {
    workflow_state: workflow_state === 'deleted' ? 'deleted' : 'active',
  });
  return id;
}

describe('PUT accounts/:account_id/courses', () => {
  it('lets the same happen to many courses, and tells so in a Progress', async () => {
    const claimed = await makeCourse('claimed', { sis_id: 'C1' });
    const completed = await makeCourse('completed', { account_id: arts });
    const course_ids = ['sis_course_id:C1', completed, String(completed), 'hex:sis_course_id:4331'];
    const [status, progress] = await put({ course_ids, event: 'offer' });
    expect([status, progress]).toStrictEqual([
      200,
      {
        id: expect.any(Number),
        context_id: 1,
        context_type: 'Account',
        user_id: 1,
        tag: 'course_batch_update',
        completion: 100,
        workflow_state: 'completed',
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        updated_at: expect.stringMatching(/Z$/),
        message: '2 courses were processed.',
        results: { course_ids: [claimed, completed], failed_course_ids: [] },
        url: `${server.url}/api/v1/progress/${progress.id}`,
      },
    ]);
    expect(await statesOf(claimed, completed)).toEqual(['available:active', 'available:active']);
    expect(await (await server.get(`/api/v1/progress/${progress.id}`)).json()).toEqual(progress);
  });

  it.each([
    ['offer', ['available:active', 'available:active', 'deleted:deleted']],
    ['conclude', ['completed:completed', 'completed:completed', 'deleted:deleted']],
    ['delete', ['deleted:deleted', 'deleted:deleted', 'deleted:deleted']],
    ['undelete', ['claimed:active', 'available:active', 'claimed:deleted']],
  ])('%s', async (event, expected) => {
    const ids = [await makeCourse('claimed'), await makeCourse('available'), await makeCourse('deleted')];
    expect((await put({ course_ids: ids, event }))[1].workflow_state).toBe('completed');
    expect(await statesOf(...ids)).toEqual(expected);
  });

  it('takes the list from a form, and makes the state stick', async () => {
    const id = await makeCourse('claimed');
    const form = new URLSearchParams({ 'course_ids[]': String(id), event: 'conclude' });
    expect((await server.send('PUT', PATH, form)).status).toBe(200);
    const { rows } = await server.database.pool.query('select stuck_fields from courses where id = $1', [id]);
    expect(rows).toEqual([{ stuck_fields: 'workflow_state' }]);
    const body = { course_ids: [id], event: 'offer', override_sis_stickiness: false };
    await put(body);
    expect(await statesOf(id)).toEqual(['completed:completed']);
  });

  it('leaves alone what it cannot change, and says what', async () => {
    const other = await openRosterFactory(server.database.pool, (await server.makeTenant('Other')).id);
    const theirs = await other.course({ sis_id: 'T1' });
    const above = await makeCourse('claimed');
    const here = await makeCourse('claimed', { account_id: arts });
    const gone = await makeCourse('deleted', { account_id: arts });
    const course_ids = [theirs, above, here, gone, 'sis_course_id:T1', '777'];
    const [, progress] = await put({ course_ids, event: 'offer' }, `/api/v1/accounts/${arts}/courses`);
    const failed = [above, gone, String(theirs), 'sis_course_id:T1', '777'];
    expect(progress).toMatchObject({
      context_id: arts,
      workflow_state: 'completed',
      message: `1 course was processed. Not processed: ${failed.join(', ')}.`,
      results: { course_ids: [here], failed_course_ids: failed },
    });
    expect(await statesOf(theirs, above, here, gone)).toEqual([
      'available',
      'claimed:active',
      'available:active',
      'deleted:deleted',
    ]);
    const nothing = await put({ course_ids: [gone], event: 'conclude' });
    expect(nothing).toMatchObject([200, { workflow_state: 'failed', results: { course_ids: [] } }]);
  });

  it.each([
    [{ event: 'offer' }, 'missing_group'],
    [{ course_ids: [], event: 'offer' }, 'missing_group'],
    [{ course_ids: [1] }, 'missing_group'],
    [{ course_ids: [1], event: 'claim' }, 'invalid_value'],
    [{ course_ids: Array.from({ length: 501 }, (_, at) => at), event: 'offer' }, 'too_many_values'],
  ])('refuses %j', async (body, code) => {
    expect(await put(body)).toEqual([400, { message: expect.any(String), code }]);
  });

  it('is for those who may manage courses', async () => {
    const body = { course_ids: [await makeCourse('claimed')], event: 'offer' };
    expect((await server.send('PUT', PATH, body, null)).status).toBe(401);
    expect((await put(body, PATH, await server.makeAdmin(place, { read_course_list: true })))[0]).toBe(403);
    expect((await put(body, PATH, (await server.makeTenant('Strangers')).token))[0]).toBe(403);
    const token = await server.makeAdmin(place, { manage_courses_admin: true });
    const [status, { results }] = await put(body, PATH, token);
    expect([status, results?.course_ids]).toEqual([200, body.course_ids]);
  });
});
