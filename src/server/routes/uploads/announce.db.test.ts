import { describe, expect, it } from 'vitest';
import {
  uploadContent as content,
  importsPath as path,
  putBytes as put,
  readUpload as read,
  useUploadServer,
} from '../../../../test/support/upload-server.ts';
import type { SisImport } from '../../../api/index.ts';

const uploads = useUploadServer();

describe('an import that is made before its file', () => {
  it('waits for it, and shows its options and where to send it', async () => {
    const made = await uploads.announce(
      { name: 'folder/sis.zip', content_type: 'application/zip' },
      'skip_deletes=1',
    );
    expect(made).toMatchObject({
      workflow_state: 'initializing',
      progress: 0,
      skip_deletes: true,
      data: { import_type: 'instructure_csv' },
      pre_attachment: {
        upload_url: expect.stringContaining(`${uploads.server.url}/uploads/${made.id}?verifier=`),
        upload_params: { filename: 'sis.zip', content_type: 'application/zip' },
        file_param: 'file',
      },
    });
    expect(made.pre_attachment.upload_url).not.toContain(uploads.server.token);
    expect(await uploads.stateOf(made.id)).not.toHaveProperty('pre_attachment');
    expect(uploads.server.queued).toEqual([]);
  });

  it.each([
    ['in the query', `?pre_attachment[name]=u.csv&pre_attachment[size]=9`, undefined],
    ['in a form', '', { 'pre_attachment[name]': 'u.csv', 'pre_attachment[size]': '9' }],
  ])('may be announced %s', async (_where, query, fields) => {
    const form = fields && new FormData();
    for (const [name, value] of Object.entries(fields ?? {})) form?.append(name, value);
    const response = await uploads.server.send('POST', `${path}${query}`, form);
    expect(await response.json()).toMatchObject({ workflow_state: 'initializing', pre_attachment: {} });
  });

  it.each([
    [{ size: 5 }, 400, 'missing_group'],
    [{ name: 'a.csv', size: 'large' }, 400, 'not_an_integer'],
    [{ name: 'a.csv', size: 200_001 }, 413, 'upload_too_large'],
  ])('is refused for %j', async (fields, code, error) => {
    const response = await uploads.server.send('POST', path, { pre_attachment: fields });
    expect([response.status, await response.json()]).toMatchObject([code, { code: error }]);
  });

  it('asks for the permission of any import', async () => {
    const body = { pre_attachment: { name: 'a.csv' } };
    expect((await uploads.server.send('POST', path, body, null)).status).toBe(401);
    expect((await uploads.server.send('POST', path, body, uploads.other.token)).status).toBe(403);
    const reader = await uploads.server.makeAdmin({ root_account_id: 1, id: 1 }, { read_sis: true });
    expect((await uploads.server.send('POST', path, body, reader)).status).toBe(403);
  });

  it('is queued when a form brings the file, as clients of Canvas send it', async () => {
    const { id, pre_attachment } = await uploads.announce();
    const form = new FormData();
    for (const [name, value] of Object.entries(pre_attachment.upload_params)) form.append(name, value);
    form.append(pre_attachment.file_param, new Blob([content]), 'sis.zip');
    const sent = await read(fetch(pre_attachment.upload_url, { method: 'POST', body: form }));
    expect(sent).toMatchObject({
      status: 201,
      body: {
        id: expect.any(Number),
        upload_status: 'success',
        size: 45_000,
        offset: 45_000,
        sis_import_id: id,
      },
    });
    expect(sent.headers.get('location')).toBe(`${uploads.server.url}${path}/${id}`);
    expect(await uploads.stateOf(id)).toMatchObject({ workflow_state: 'created' });
    expect(uploads.server.queued).toEqual([1]);
    expect(content.equals(await uploads.storedBytes(id))).toBe(true);
  });

  it('is queued when a body brings it, of known length or not', async () => {
    const known = await uploads.announce();
    expect(await put(known.pre_attachment.upload_url, content)).toMatchObject({ status: 201 });
    const chunked = await uploads.announce();
    const body = new Blob([content]).stream();
    const sent = fetch(chunked.pre_attachment.upload_url, {
      method: 'PUT',
      body,
      duplex: 'half',
    } as RequestInit);
    expect(await read(sent)).toMatchObject({ status: 201, body: { offset: 45_000 } });
    expect(uploads.server.queued).toEqual([1, 1]);
    expect(content.equals(await uploads.storedBytes(chunked.id))).toBe(true);
  });

  it('names itself, too, and gives its address again until the file is there', async () => {
    const request = () =>
      fetch(`${uploads.server.url}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${uploads.server.token}`,
          'content-type': 'application/json',
          'idempotency-key': 'two-step',
        },
        body: JSON.stringify({ pre_attachment: { name: 'sis.zip' } }),
      });
    const first = (await (await request()).json()) as SisImport;
    const second = (await (await request()).json()) as SisImport;
    expect(second).toEqual(first);
    await put(second.pre_attachment?.upload_url ?? '', content);
    const third = (await (await request()).json()) as SisImport;
    expect(third).toMatchObject({ id: first.id, workflow_state: 'created' });
    expect(third).not.toHaveProperty('pre_attachment');
  });
});
