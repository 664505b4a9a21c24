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

const restore = (id: number | string, body: object = {}, token?: string | null) =>
  server.send('PUT', `${path}/${id}/restore_states`, body, token);

async function stateOf(id: number): Promise<string> {
  const { rows } = await server.database.pool.query('select workflow_state from sis_imports where id = $1', [
    id,
  ]);
  return rows[0].workflow_state;
}

describe('PUT sis_imports/:id/restore_states', () => {
  it.each(endStates)(
    'has an import in state %s put back, and tells how far it is',
    async (workflow_state) => {
      const id = await insertImportRow(server.database.pool, { workflow_state });
      const response = await restore(id, { undelete_only: true, batch_mode: '1' });
      const progress = (await response.json()) as Progress;
      expect([response.status, progress]).toStrictEqual([
        200,
        {
          id: expect.any(Number),
          context_id: id,
          context_type: 'SisBatch',
          user_id: expect.any(Number),
          tag: 'sis_batch_state_restore',
          completion: null,
          workflow_state: 'queued',
          created_at: expect.any(String),
          updated_at: expect.any(String),
          message: null,
          results: null,
          url: `${server.url}/api/v1/progress/${progress.id}`,
        },
      ]);
      expect(await stateOf(id)).toBe('restoring');
      expect(server.put_back).toEqual([
        {
          kind: 'restore_states',
          root_account_id: 1,
          sis_import_id: id,
          progress_id: progress.id,
          user_id: progress.user_id,
          state_before: workflow_state,
          batch_mode: true,
          undelete_only: true,
          unconclude_only: false,
        },
      ]);
    },
  );

  it.each(importStates.filter((state) => !ended.includes(state)))(
    'refuses the state %s',
    async (workflow_state) => {
      const id = await insertImportRow(server.database.pool, { workflow_state });
      const response = await restore(id);
      expect([response.status, await response.json()]).toEqual([
        400,
        { message: expect.stringContaining(`“${workflow_state}”`), code: 'import_not_ended' },
      ]);
      expect(await stateOf(id)).toBe(workflow_state);
      expect(server.put_back).toEqual([]);
    },
  );

  it('refuses to undelete only and unconclude only with a JSON string', async () => {
    const id = await insertImportRow(server.database.pool, { workflow_state: 'imported' });
    const response = await restore(id, { undelete_only: true, unconclude_only: true });
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect([response.status, await response.json()]).toEqual([400, expect.any(String)]);
    expect(await stateOf(id)).toBe('imported');
    expect((await restore(id, { undelete_only: true, unconclude_only: false })).status).toBe(200);
  });

  it('is gone for an import of which something is no longer kept, and refused for one that was undone', async () => {
    const days_ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const insert = (columns: object) =>
      insertImportRow(server.database.pool, { workflow_state: 'imported', ...columns });
    const old_id = await insert({ created_at: days_ago(30.01) });
    await insertChangeRow(server.database.pool, 1, old_id, days_ago(30.005));
    await deleteOldChanges(server.database.pool, { root_account_id: 1, days: 30, limit: 10 });
    const old = await restore(old_id);
    expect([old.status, await old.json()]).toEqual([
      410,
      { errors: [{ message: expect.stringContaining('too old') }], code: 'import_too_old' },
    ]);
    expect((await restore(await insert({ created_at: days_ago(29.9) }))).status).toBe(200);
    const undone = await restore(await insert({ data: { undone_at: days_ago(1) } }));
    expect([undone.status, await undone.json()]).toEqual([
      400,
      { message: expect.any(String), code: 'import_undone' },
    ]);
  });

  it('is 404 for an unknown import and for one of another account', async () => {
    const id = await insertImportRow(server.database.pool, {
      root_account_id: other.id,
      workflow_state: 'imported',
    });
    for (const unknown of [id, 999_999, 'x']) expect((await restore(unknown)).status).toBe(404);
  });

  it('is for those who may manage SIS data', async () => {
    const id = await insertImportRow(server.database.pool, { workflow_state: 'imported' });
    const admin = (permissions: Record<string, boolean>) =>
      server.makeAdmin({ root_account_id: 1, id: 1 }, permissions);
    expect((await restore(id, {}, null)).status).toBe(401);
    expect((await restore(id, {}, await admin({ import_sis: true }))).status).toBe(403);
    expect((await restore(id, {}, other.token)).status).toBe(403);
    expect((await restore(id, {}, await admin({ manage_sis: true }))).status).toBe(200);
  });
});
