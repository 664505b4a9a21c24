import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { insertImportRow } from '../../../../test/support/sis-import-rows.ts';
import type { SisImport } from '../../../api/index.ts';
import { findInstallationValue, insertStoredFile } from '../../../db/index.ts';
import { openDiskStorage } from '../../../storage/index.ts';
import { signFile } from '../../file-links.ts';

let server: ApiServer;
let url: string;
let id: number;
const content = 'sis_import_id,file,message,row\n1,users.csv,"Ünlucky",2\n';
beforeAll(async () => {
  server = await createApiServer({ limits: { failed_sign_ins_per_minute: 10 } });
  const { size_bytes } = await openDiskStorage(server.folder).write('test/1', Readable.from([content]));
  const file = await insertStoredFile(server.database.pool, {
    root_account_id: 1,
    storage_key: 'test/1',
    display_name: 'Fehler "1"\n.csv',
    content_type: 'csv',
    size_bytes,
  });
  id = file.id;
  const import_id = await insertImportRow(server.database.pool, { errors_file_id: id });
  const shown = (await (await server.get(`/api/v1/accounts/1/sis_imports/${import_id}`)).json()) as SisImport;
  url = shown.errors_attachment?.url ?? '';
});
afterAll(() => server.close());

describe('a file', () => {
  it('is sent to whoever holds its address', async () => {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(content);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(Buffer.byteLength(content)),
      'content-disposition': `attachment; filename="Fehler _1__.csv"; filename*=UTF-8''Fehler%20%221%22%0A.csv`,
      'x-content-type-options': 'nosniff',
    });
  });

  it('answers HEAD', async () => {
    const response = await fetch(url, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('is not sent without its signature, for another file, or after its time', async () => {
    const key = (await findInstallationValue(server.database.pool, 'download_key')) ?? '';
    const past = signFile(key, { root_account_id: 1, id }, 1_000_000_000);
    const base = `${server.url}/files/${id}/download`;
    for (const wrong of [
      base,
      `${base}?verifier=${past}`,
      url.replace(`/files/${id}/`, `/files/${id + 1}/`),
      url.replace('verifier=1.', 'verifier=2.'),
    ]) {
      const response = await fetch(wrong);
      expect([response.status, await response.json()]).toEqual([
        403,
        { status: 'unauthorized', errors: [{ message: expect.any(String) }], code: 'bad_signature' },
      ]);
    }
    // A token is no signature.
    expect((await server.get(`/files/${id}/download`)).status).toBe(403);
  });

  it('that is gone is 404', async () => {
    const key = (await findInstallationValue(server.database.pool, 'download_key')) ?? '';
    const signed = signFile(key, { root_account_id: 1, id: 999 }, 9_999_999_999);
    expect((await fetch(`${server.url}/files/999/download?verifier=${signed}`)).status).toBe(404);
  });
});
