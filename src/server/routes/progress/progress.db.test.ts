import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Progress } from '../../../api/index.ts';

let server: ApiServer;
let roster: RosterFactory;
let arts: number;
beforeAll(async () => {
  server = await createApiServer();
  roster = await openRosterFactory(server.database.pool, 1);
  arts = await roster.account({ name: 'Arts' });
});
afterAll(() => server.close());

const makeProgress = (columns: Record<string, string | number>) =>
  roster.insert('progresses', {
    context_type: 'SisBatch',
    context_id: 7,
    tag: 'sis_batch_state_restore',
    ...columns,
  });

async function cancel(id: number | string, body = {}, token?: string): Promise<[number, Progress]> {
  const response = await server.send('POST', `/api/v1/progress/${id}/cancel`, body, token);
  return [response.status, (await response.json()) as Progress];
}

describe('GET progress/:id', () => {
  it('shows how far the work has come', async () => {
    const id = await makeProgress({ completion: 40, workflow_state: 'running' });
    const response = await server.get(`/api/v1/progress/${id}`);
    expect([response.status, await response.json()]).toStrictEqual([
      200,
      {
        id,
        context_id: 7,
        context_type: 'SisBatch',
        user_id: null,
        tag: 'sis_batch_state_restore',
        completion: 40,
        workflow_state: 'running',
        created_at: expect.stringMatching(/Z$/),
        updated_at: expect.stringMatching(/Z$/),
        message: null,
        results: null,
        url: `${server.url}/api/v1/progress/${id}`,
      },
    ]);
  });

  it('is for whoever asked for the work and for admins of what it is about', async () => {
    const of_import = await makeProgress({});
    const of_arts = await makeProgress({ context_type: 'Account', context_id: arts });
    const statuses = async (token: string | null) =>
      Promise.all(
        [of_import, of_arts].map(async (id) => (await server.get(`/api/v1/progress/${id}`, token)).status),
      );
    expect(await statuses(null)).toEqual([401, 401]);
    expect(await statuses(await server.makeAdmin({ root_account_id: 1, id: 1 }, {}))).toEqual([200, 200]);
    expect(await statuses(await server.makeAdmin({ root_account_id: 1, id: arts }, {}))).toEqual([403, 200]);
    const other = await server.makeTenant('Other');
    expect(await statuses(other.token)).toEqual([403, 403]);
    const { rows } = await server.database.pool.query('select max(id) as id from users');
    await server.database.pool.query('update progresses set user_id = $1 where id = $2', [
      rows[0].id,
      of_import,
    ]);
    expect(await statuses(other.token)).toEqual([200, 403]);
  });

  it.each(['777', 'x', '0', 'sis_import_id:1'])('answers 404 for %s', async (id) => {
    expect((await server.get(`/api/v1/progress/${id}`)).status).toBe(404);
  });
});

describe('POST progress/:id/cancel', () => {
  it.each(['queued', 'running'])('lets %s work fail with a message', async (workflow_state) => {
    const id = await makeProgress({ workflow_state });
    expect(await cancel(id, { message: 'Not today' })).toMatchObject([
      200,
      { id, workflow_state: 'failed', message: 'Not today' },
    ]);
    expect((await cancel(await makeProgress({ workflow_state })))[1].message).toBeNull();
  });

  it.each(['completed', 'failed'])('leaves %s work as it is', async (workflow_state) => {
    const id = await makeProgress({ workflow_state, message: 'Done' });
    expect(await cancel(id, { message: 'Not today' })).toMatchObject([
      200,
      { workflow_state, message: 'Done' },
    ]);
  });

  it('is for those who may manage SIS data or courses', async () => {
    const id = await makeProgress({});
    const status = async (permissions: Record<string, boolean>) =>
      (await cancel(id, {}, await server.makeAdmin({ root_account_id: 1, id: 1 }, permissions)))[0];
    expect((await server.send('POST', `/api/v1/progress/${id}/cancel`, {}, null)).status).toBe(401);
    expect(await status({})).toBe(403);
    expect((await cancel(id, {}, (await server.makeTenant('Third')).token))[0]).toBe(403);
    expect(await status({ manage_sis: true })).toBe(200);
    expect(await status({ manage_courses_admin: true })).toBe(200);
    expect((await cancel(777))[0]).toBe(404);
  });
});
