import { describe, expect, it } from 'vitest';
import { createApiServer } from '../../../../test/support/api-server.ts';
import {
  uploadContent as content,
  importsPath as path,
  putBytes as put,
  uploadStatus as status,
  useUploadServer,
} from '../../../../test/support/upload-server.ts';
import type { SisImport } from '../../../api/index.ts';

const uploads = useUploadServer();

describe('the address of an upload', () => {
  it('opens nothing without its own signature', async () => {
    const { id, pre_attachment } = await uploads.announce();
    const { searchParams } = new URL(pre_attachment.upload_url);
    const verifier = searchParams.get('verifier') ?? '';
    const another = await uploads.announce();
    const file = `${uploads.server.url}/files/${id}/download?verifier=${verifier}`;
    for (const url of [
      `${uploads.server.url}/uploads/${id}`,
      `${uploads.server.url}/uploads/${id}?verifier=`,
      `${uploads.server.url}/uploads/${id}?verifier=${verifier}x`,
      `${uploads.server.url}/uploads/${another.id}?verifier=${verifier}`,
      `${uploads.server.url}/uploads/${id}?verifier=${verifier.replace(/^1/, String(uploads.other.id))}`,
      `${uploads.server.url}/uploads/${id}?access_token=${uploads.server.token}`,
    ]) {
      expect((await put(url, content)).status, url).toBe(403);
      expect((await status(url)).status, url).toBe(403);
    }
    expect((await fetch(file)).status).toBe(403);
    expect((await uploads.stateOf(id)).workflow_state).toBe('initializing');
  });

  it('takes nothing more once the import does not wait', async () => {
    const aborted = await uploads.announce();
    await uploads.server.send('PUT', `${path}/${aborted.id}/abort`);
    expect(await put(aborted.pre_attachment.upload_url, content)).toMatchObject({
      status: 409,
      body: { code: 'upload_closed' },
    });
    const done = await uploads.announce();
    await put(done.pre_attachment.upload_url, content);
    expect(await put(done.pre_attachment.upload_url, content)).toMatchObject({
      status: 409,
      body: { code: 'upload_closed' },
    });
    expect(uploads.server.queued).toEqual([1]);
  });

  it('opens nothing when whoever got it may not import any more', async () => {
    const token = await uploads.server.makeAdmin({ root_account_id: 1, id: 1 }, { import_sis: true });
    const response = await uploads.server.send('POST', path, { pre_attachment: { name: 'a.csv' } }, token);
    const { pre_attachment } = (await response.json()) as SisImport;
    const url = pre_attachment?.upload_url ?? '';
    expect((await status(url)).status).toBe(200);
    const { pool } = uploads.server.database;
    await pool.query(
      `update account_users set workflow_state = 'deleted' where user_id = (select max(user_id) from account_users)`,
    );
    expect((await put(url, content)).status).toBe(403);
  });

  it('works until it expires', async () => {
    const short = await createApiServer({ limits: { upload_ticket_seconds: 0 } });
    try {
      const made = await short.send('POST', path, { pre_attachment: { name: 'a.csv' } });
      const { pre_attachment } = (await made.json()) as SisImport;
      expect((await put(pre_attachment?.upload_url ?? '', content)).status).toBe(403);
    } finally {
      await short.close();
    }
  });
});
