import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { insertImportRow } from '../../../../test/support/sis-import-rows.ts';
import { abortableStates, importStates, type SisImport } from '../../../api/index.ts';

let server: ApiServer;
let other: Tenant;
beforeAll(async () => {
  server = await createApiServer();
  other = await server.makeTenant('Other');
});
beforeEach(async () => {
  await server.database.pool.query('delete from sis_imports');
});
afterAll(() => server.close());

const path = '/api/v1/accounts/1/sis_imports';
const abortable: readonly string[] = abortableStates;

describe('PUT sis_imports/:id/abort', () => {
  it.each(abortableStates)('stops an import in state %s where it is', async (workflow_state) => {
    const id = await insertImportRow(server.database.pool, { workflow_state, progress: 30 });
    const response = await server.send('PUT', `${path}/${id}/abort.json`);
    expect(response.status).toBe(200);
    expect((await response.json()) as SisImport).toMatchObject({
      id,
      workflow_state: 'aborted',
      progress: 30,
      ended_at: null,
      data: { import_type: 'instructure_csv' },
    });
  });

  it.each(importStates.filter((state) => !abortable.includes(state)))(
    'is 404 in state %s',
    async (workflow_state) => {
      const id = await insertImportRow(server.database.pool, { workflow_state });
      const response = await server.send('PUT', `${path}/${id}/abort`);
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({
        errors: [{ message: expect.any(String) }],
        code: 'unknown_record',
      });
    },
  );

  it('tells how much of its files a running import has applied, and of a waiting one nothing', async () => {
    const { pool } = server.database;
    for (const workflow_state of abortableStates) {
      const id = await insertImportRow(pool, { workflow_state });
      await pool.query(
        `insert into sis_import_files
           (root_account_id, sis_import_id, position, path, file_type, header, total_rows, done_rows)
         values (1, $1, 2, 'b/users.csv', 'user', '["user_id"]', 9, 4), (1, $1, 1, 'a/terms.csv', 'term', '["term_id"]', 2, 2),
           (1, $1, 3, 'c/admins.csv', 'admin', '["user_id"]', 5, 0)`,
        [id],
      );
      const { data } = (await (await server.send('PUT', `${path}/${id}/abort`)).json()) as SisImport;
      const applied = [
        { file: 'a/terms.csv', rows: 2, total_rows: 2 },
        { file: 'b/users.csv', rows: 4, total_rows: 9 },
        { file: 'c/admins.csv', rows: 0, total_rows: 5 },
      ];
      const isRunning = ['importing', 'cleanup_batch'].includes(workflow_state);
      expect(data.applied, workflow_state).toEqual(isRunning ? applied : undefined);
    }
  });

  it('is 404 for an unknown import and for one of another account', async () => {
    const id = await insertImportRow(server.database.pool, { root_account_id: other.id });
    expect((await server.send('PUT', `${path}/${id}/abort`)).status).toBe(404);
    expect((await server.send('PUT', `${path}/999/abort`)).status).toBe(404);
  });
});

describe('PUT sis_imports/abort_all_pending', () => {
  it('stops those of the account that wait, and no other', async () => {
    for (const workflow_state of importStates)
      await insertImportRow(server.database.pool, { workflow_state });
    await insertImportRow(server.database.pool, { root_account_id: other.id });
    const response = await server.send('PUT', `${path}/abort_all_pending`);
    expect([response.status, await response.json()]).toEqual([200, { aborted: true }]);
    const { rows } = await server.database.pool.query(
      `select workflow_state, progress from sis_imports where root_account_id = 1 order by id`,
    );
    const aborted = { workflow_state: 'aborted', progress: 100 };
    expect(rows).toEqual([
      aborted,
      aborted,
      ...importStates.slice(2).map((workflow_state) => ({ workflow_state, progress: 0 })),
    ]);
    const left = await server.database.pool.query(
      `select workflow_state from sis_imports where root_account_id <> 1`,
    );
    expect(left.rows).toEqual([{ workflow_state: 'created' }]);
  });

  it('answers the same when nothing waits', async () => {
    expect(await (await server.send('PUT', `${path}/abort_all_pending`)).json()).toEqual({ aborted: true });
  });
});
