import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { insertImportRow } from '../../../../test/support/sis-import-rows.ts';
import type { SisImport } from '../../../api/index.ts';

let server: ApiServer;
const states = ['imported', 'failed', 'importing', 'cleanup_batch', 'created'];
let ids: number[];
beforeAll(async () => {
  server = await createApiServer();
  ids = [];
  for (const [at, workflow_state] of states.entries()) {
    const created_at = `2026-03-0${at + 1}T12:00:00.5Z`;
    ids.push(await insertImportRow(server.database.pool, { workflow_state, created_at }));
  }
  const other = await server.makeTenant('Other');
  await insertImportRow(server.database.pool, { root_account_id: other.id, workflow_state: 'importing' });
});
afterAll(() => server.close());

const path = '/api/v1/accounts/1/sis_imports';

/** The states of the imports that a query lists, in order. */
async function list(query: string): Promise<readonly string[]> {
  const response = await server.get(`${path}${query}`);
  const body = (await response.json()) as { sis_imports: SisImport[] };
  expect(response.status).toBe(200);
  expect(Object.keys(body)).toEqual(['sis_imports']);
  return body.sis_imports.map(({ workflow_state }) => workflow_state);
}

describe('GET sis_imports', () => {
  it('lists those of the account, newest first', async () => {
    expect(await list('')).toEqual([...states].reverse());
  });

  it.each([
    ['?created_since=2026-03-04T12:00:00Z', ['created', 'cleanup_batch']],
    ['?created_since=2026-03-04T12:00:00.5Z', ['created']],
    ['?created_since=2026-03-04T14:00:00.5%2B02:00', ['created']],
    ['?created_before=2026-03-02T12:00:00.5Z', ['imported']],
    ['?created_before=2026-03-02', ['imported']],
    ['?created_since=2026-03-02&created_before=2026-03-03', ['failed']],
    ['?created_since=yesterday&created_before=2026-13-45', [...states].reverse()],
    ['?workflow_state[]=imported&workflow_state[]=created', ['created', 'imported']],
    ['?workflow_state=failed', ['failed']],
    ['?workflow_state[]=failed&workflow_state[]=nonsense', ['failed']],
    ['?workflow_state[]=nonsense', [...states].reverse()],
  ])('filters by %s', async (query, expected) => {
    expect(await list(query)).toEqual(expected);
  });

  it('comes in pages', async () => {
    expect(await list('?per_page=2&page=3')).toEqual(['imported']);
    expect(await list('?per_page=2&page=4')).toEqual([]);
    expect(await list('?page=999999999999')).toEqual([]);
  });
});

describe('GET sis_imports/importing', () => {
  it('lists those that run', async () => {
    expect(await list('/importing')).toEqual(['cleanup_batch', 'importing']);
  });

  it('is an empty list when none does', async () => {
    const quiet = await server.makeTenant('Quiet');
    const response = await server.get(`/api/v1/accounts/${quiet.id}/sis_imports/importing`);
    expect(await response.json()).toEqual({ sis_imports: [] });
  });
});
