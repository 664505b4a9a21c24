import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../../../test/support/eventually.ts';
import {
  uploadContent as content,
  putBytes as put,
  putRange,
  readUpload as read,
  uploadStatus as status,
  useUploadServer,
} from '../../../../test/support/upload-server.ts';

const uploads = useUploadServer();

describe('a file that comes in parts', () => {
  it('may come in any number of them, and is the same', async () => {
    const { id, pre_attachment } = await uploads.announce({ name: 'sis.zip', size: content.length });
    const { upload_url } = pre_attachment;
    let offset = 0;
    for (const end of [1, 12_345, 30_000, 45_000]) {
      expect((await status(upload_url)).body).toMatchObject({
        offset,
        size: 45_000,
        upload_status: 'pending',
      });
      const sent = await putRange(upload_url, offset, end);
      expect(sent).toMatchObject({ status: end === 45_000 ? 201 : 200, body: { offset: end } });
      expect(sent.headers.get('upload-offset')).toBe(String(end));
      expect(uploads.server.queued).toEqual(end === 45_000 ? [1] : []);
      offset = end;
    }
    expect((await status(upload_url)).body).toMatchObject({
      id: expect.any(Number),
      upload_status: 'success',
    });
    expect(content.equals(await uploads.storedBytes(id))).toBe(true);
    // Once put together, its parts are gone.
    expect(
      (
        await uploads.server.database.pool.query(
          'select from sis_import_upload_parts where sis_import_id = $1',
          [id],
        )
      ).rowCount,
    ).toBe(0);
    expect(content.equals(await uploads.storedBytes(id))).toBe(true);
  });

  it('goes on where a cut connection ended', async () => {
    const { id, pre_attachment } = await uploads.announce();
    const { upload_url } = pre_attachment;
    const { pathname, search } = new URL(upload_url);
    const socket = connect(uploads.server.port, '127.0.0.1');
    socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Length: ${content.length}\r\n\r\n`);
    socket.write(content.subarray(0, 25_500));
    const offset = 25_500;
    await eventually(async () => (await status(upload_url)).body.offset >= 20_000);
    socket.destroy();
    await eventually(async () => (await status(upload_url)).body.offset === offset);
    expect(uploads.server.drafts()).toEqual([]);
    expect(await putRange(upload_url, offset, content.length)).toMatchObject({ status: 201 });
    expect(content.equals(await uploads.storedBytes(id))).toBe(true);
  });

  it('begins anew with a whole file', async () => {
    const { id, pre_attachment } = await uploads.announce();
    await putRange(pre_attachment.upload_url, 0, 22_000);
    expect(await put(pre_attachment.upload_url, content)).toMatchObject({
      status: 201,
      body: { offset: 45_000 },
    });
    expect(content.equals(await uploads.storedBytes(id))).toBe(true);
  });

  it('tells whoever sends the wrong bytes which ones are missing', async () => {
    const { upload_url } = (await uploads.announce()).pre_attachment;
    await putRange(upload_url, 0, 20_000);
    for (const first of [0, 19_999, 20_001]) {
      const refused = await putRange(upload_url, first, 30_000);
      expect(refused).toMatchObject({ status: 409, body: { code: 'wrong_offset' } });
      expect(refused.headers.get('upload-offset')).toBe('20000');
    }
    expect((await status(upload_url)).body.offset).toBe(20_000);
  });

  it('of two senders only one gets on', async () => {
    const { id, pre_attachment } = await uploads.announce();
    const sent = await Promise.all([0, 1, 2].map(() => putRange(pre_attachment.upload_url, 0, 45_000)));
    expect(sent.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of sent.filter((answer) => answer.status !== 201))
      expect([
        status,
        ['upload_contended', 'wrong_offset', 'upload_closed'].includes(body.code ?? ''),
      ]).toEqual([409, true]);
    expect(uploads.server.queued).toEqual([1]);
    expect(content.equals(await uploads.storedBytes(id))).toBe(true);
  });

  it.each([
    ['bytes 0-9', 'invalid_content_range'],
    ['bytes 9-0/45000', 'invalid_content_range'],
    ['bytes 0-45000/45000', 'invalid_content_range'],
    ['bytes 0-9/45001', 'upload_size_mismatch'],
    ['bytes 0-10/45000', 'invalid_content_range'],
    ['bytes 0-8/45000', 'invalid_content_range'],
  ])('is refused with 10 bytes and Content-Range: %s', async (range, code) => {
    const { upload_url } = (await uploads.announce({ name: 'sis.zip', size: 45_000 })).pre_attachment;
    const refused = await put(upload_url, content.subarray(0, 10), range);
    expect(refused).toMatchObject({ status: 400, body: { code } });
    expect(uploads.server.queued).toEqual([]);
  });

  it('may not be longer than allowed, announced or not, nor in more parts', async () => {
    const large = randomBytes(200_001);
    const { upload_url } = (await uploads.announce()).pre_attachment;
    expect(await put(upload_url, large)).toMatchObject({ status: 413, body: { code: 'upload_too_large' } });
    const body = new Blob([large]).stream();
    const unknown = fetch(upload_url, { method: 'PUT', body, duplex: 'half' } as RequestInit);
    expect(await read(unknown)).toMatchObject({ status: 413, body: { code: 'upload_too_large' } });
    const pieces = (await uploads.announce()).pre_attachment.upload_url;
    for (let at = 0; at < 30; at++) await putRange(pieces, at, at + 1);
    expect(await putRange(pieces, 30, 31)).toMatchObject({ status: 400, body: { code: 'too_many_parts' } });
    expect(await put(pieces, content)).toMatchObject({ status: 201 });
  });

  it('may not be empty', async () => {
    const { upload_url } = (await uploads.announce()).pre_attachment;
    expect(await put(upload_url, new Uint8Array())).toMatchObject({
      status: 400,
      body: { code: 'missing_attachment' },
    });
    const form = new FormData();
    form.append('file', new Blob([]), 'a.csv');
    expect(await read(fetch(upload_url, { method: 'POST', body: form }))).toMatchObject({ status: 400 });
  });

  it('is whole although the server was killed before it could say so', async () => {
    const { id, pre_attachment } = await uploads.announce({ name: 'u.csv', size: 5 });
    await uploads.server.database.pool.query(
      `with part as (insert into sis_import_upload_parts select 1, $1, 0, 5, 'uploads/part')
       update sis_import_uploads set received_bytes = 5, parts = 1 where sis_import_id = $1`,
      [id],
    );
    expect((await status(pre_attachment.upload_url)).body).toMatchObject({ upload_status: 'success' });
    expect(uploads.server.queued).toEqual([1]);
    expect(await uploads.stateOf(id)).toMatchObject({ workflow_state: 'created' });
  });
});
