import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { insertChangeRow, insertImportRow } from '../../../../test/support/sis-import-rows.ts';
import { endStates, importStates, type Progress } from '../../../api/index.ts';
import { deleteOldChanges } from '../../../db/index.ts';

let server: ApiServer;
let other: Tenant;
beforeAll(async () => {
  server = await createApiServer();
  other = await server.makeTenant('Other');
});
beforeEach(async () => {
  await server.database.pool.query('delete from sis_imports');
  server.put_back.length = 0;
});
afterAll(() => server.close());

const path = '/api/v1/accounts/1/sis_imports';
const ended: readonly string[] = endStates;

const undo = (id: number | string, body: object = {}, token?: string | null) =>
  server.send('PUT', `${path}/${id}/undo`, body, token);

const insert = (columns: object = {}) =>
  insertImportRow(server.database.pool, { workflow_state: 'imported', ...columns });

describe('PUT sis_imports/:id/undo', () => {
  it.each(endStates)('has an import in state %s taken back', async (workflow_state) => {
    const id = await insert({ workflow_state });
    const response = await undo(id);
    const progress = (await response.json()) as Progress;
    expect([response.status, progress]).toMatchObject([
      200,
      { context_id: id, context_type: 'SisBatch', tag: 'sis_import_undo', workflow_state: 'queued' },
    ]);
    expect(server.put_back).toMatchObject([
      {
        kind: 'undo',
        sis_import_id: id,
        progress_id: progress.id,
        state_before: workflow_state,
        force: false,
      },
    ]);
    const shown = await (await server.get(`${path}/${id}`)).json();
    expect(shown).toMatchObject({ workflow_state: 'restoring' });
  });

  it('takes force', async () => {
    await undo(await insert(), { force: 'true' });
    expect(server.put_back).toMatchObject([{ force: true }]);
  });

  it.each(importStates.filter((state) => !ended.includes(state)))(
    'refuses the state %s',
    async (workflow_state) => {
      const response = await undo(await insert({ workflow_state }));
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'import_not_ended' }]);
      expect(server.put_back).toEqual([]);
    },
  );

  it('asked for again, under way or done, is the same work', async () => {
    const id = await insert();
    const first = (await (await undo(id)).json()) as Progress;
    const again = await undo(id, { force: true });
    expect([again.status, await again.json()]).toEqual([200, first]);
    const { pool } = server.database;
    await pool.query(`update progresses set workflow_state = 'completed' where id = $1`, [first.id]);
    await pool.query(
      `update sis_imports set workflow_state = 'restored', data = data || '{"undone_at": "2026-11-23T00:00:00Z"}'
       where id = $1`,
      [id],
    );
    const done = await undo(id);
    expect([done.status, await done.json()]).toMatchObject([
      200,
      { id: first.id, workflow_state: 'completed' },
    ]);
    expect(server.put_back).toHaveLength(1);
  });

  it('asked for again, where the first came to nothing, is a new one', async () => {
    const id = await insert();
    const first = (await (await undo(id)).json()) as Progress;
    const { pool } = server.database;
    await pool.query(`update progresses set workflow_state = 'failed' where id = $1`, [first.id]);
    // No worker has seen yet that somebody has stopped it.
    expect(await (await undo(id)).json()).toMatchObject({ code: 'import_not_ended' });
    await pool.query(`update sis_imports set workflow_state = 'imported' where id = $1`, [id]);
    const second = (await (await undo(id)).json()) as Progress;
    expect(second).toMatchObject({ workflow_state: 'queued' });
    expect(second.id).not.toBe(first.id);
  });

  it('is not for an import whose states are being restored', async () => {
    const id = await insert();
    expect((await server.send('PUT', `${path}/${id}/restore_states`, {})).status).toBe(200);
    expect(await (await undo(id)).json()).toMatchObject({ code: 'import_not_ended' });
  });

  it('is gone for an import of which something is no longer kept', async () => {
    const days_ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const { pool } = server.database;
    const id = await insert({ created_at: days_ago(8) });
    await insertChangeRow(pool, 1, id, days_ago(7.9));
    await deleteOldChanges(pool, { root_account_id: 1, days: 7, limit: 10 });
    const response = await undo(id);
    expect([response.status, await response.json()]).toMatchObject([410, { code: 'import_too_old' }]);
    expect((await undo(await insert())).status).toBe(200);
  });

  it('is 404 for an unknown import and for one of another account', async () => {
    const id = await insert({ root_account_id: other.id });
    for (const unknown of [id, 999_999, 'x']) expect((await undo(unknown)).status).toBe(404);
  });

  it('is for those who may manage SIS data', async () => {
    const id = await insert();
    const admin = (permissions: Record<string, boolean>) =>
      server.makeAdmin({ root_account_id: 1, id: 1 }, permissions);
    expect((await undo(id, {}, null)).status).toBe(401);
    expect((await undo(id, {}, await admin({ import_sis: true }))).status).toBe(403);
    expect((await undo(id, {}, other.token)).status).toBe(403);
    expect((await undo(id, {}, await admin({ manage_sis: true }))).status).toBe(200);
  });
});
