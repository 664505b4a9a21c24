import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { insertImportRow, insertMessageRow } from '../../../../test/support/sis-import-rows.ts';
import type { SisImportError } from '../../../api/index.ts';

let server: ApiServer;
let first: number;
let second: number;
beforeAll(async () => {
  server = await createApiServer();
  const { pool } = server.database;
  first = await insertImportRow(pool);
  second = await insertImportRow(pool);
  await insertMessageRow(pool, first, { text: 'a', row: 2 });
  await insertMessageRow(pool, second, { text: 'b', failure: true });
  await insertMessageRow(pool, first, { text: 'c', failure: true, row: 3 });
  await insertMessageRow(pool, first, { text: 'd', row: 4 });
  const other = await server.makeTenant('Other');
  await insertMessageRow(pool, first, { text: 'e', root_account_id: other.id });
});
afterAll(() => server.close());

async function list(path: string): Promise<[readonly string[], Response]> {
  const response = await server.get(`/api/v1/accounts/1/${path}`);
  const body = (await response.json()) as { sis_import_errors: SisImportError[] };
  expect(response.status).toBe(200);
  expect(Object.keys(body)).toEqual(['sis_import_errors']);
  return [body.sis_import_errors.map(({ message }) => message), response];
}

describe('sis_imports/:id/errors', () => {
  it('has the keys of the reference', async () => {
    const response = await server.get(
      `/api/v1/accounts/1/sis_imports/${first}/errors.json?per_page=1&page=3`,
    );
    expect(await response.json()).toStrictEqual({
      sis_import_errors: [
        { sis_import_id: first, file: 'users.csv', message: 'a', row_info: 'U2,,active', row: 2 },
      ],
    });
    const whole = await server.get(`/api/v1/accounts/1/sis_imports/${second}/errors`);
    expect(await whole.json()).toStrictEqual({
      sis_import_errors: [{ sis_import_id: second, file: null, message: 'b', row_info: null, row: null }],
    });
  });

  it('lists those of the import, newest first, or only its failures', async () => {
    expect((await list(`sis_imports/${first}/errors`))[0]).toEqual(['d', 'c', 'a']);
    expect((await list(`sis_imports/${first}/errors?failure=true`))[0]).toEqual(['c']);
    expect((await list(`sis_imports/${first}/errors?failure=false`))[0]).toEqual(['d', 'c', 'a']);
  });

  it('links the last page', async () => {
    const [, response] = await list(`sis_imports/${first}/errors?per_page=2`);
    const base = `${server.url}/api/v1/accounts/1/sis_imports/${first}/errors`;
    expect(response.headers.get('link')).toBe(
      `<${base}?page=1&per_page=2>; rel="current",<${base}?page=2&per_page=2>; rel="next",` +
        `<${base}?page=1&per_page=2>; rel="first",<${base}?page=2&per_page=2>; rel="last"`,
    );
  });

  it('answers 404 for an unknown import', async () => {
    expect((await server.get('/api/v1/accounts/1/sis_imports/999/errors')).status).toBe(404);
  });
});

describe('sis_import_errors', () => {
  it('lists those of all imports of the account', async () => {
    expect((await list('sis_import_errors'))[0]).toEqual(['d', 'c', 'b', 'a']);
    expect((await list('sis_import_errors?failure=1'))[0]).toEqual(['c', 'b']);
  });
});
