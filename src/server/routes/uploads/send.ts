import type { Readable } from 'node:stream';
import type { SisImportUpload } from '../../../api/index.ts';
import { type OpenUploadRow, setUploadSize } from '../../../db/index.ts';
import type { PublicCall } from '../../define-route.ts';
import { ApiError } from '../../errors.ts';
import { baseUrl } from '../../public-url.ts';
import { formLimits } from '../../read-body.ts';
import { beginAnew, completeUpload } from '../../upload/complete-upload.ts';
import { type ByteRange, receiveParts } from '../../upload/receive-parts.ts';
import { presentUpload } from '../../upload/upload-tickets.ts';
import { findUpload, openUpload } from './open-upload.ts';
import { readContentRange } from './read-content-range.ts';

/**
 * Takes the file of an import that was made without it: as a form, as a body, or some bytes of it as `Content-Range`
 * says. With the last byte the import is queued. A body without Content-Range, and a form, begin at the first byte.
 */
export async function sendSisImportBytes(call: PublicCall): Promise<SisImportUpload> {
  const opened = await openUpload(call);
  checkOpen(opened);
  const { request, context } = call;
  if (request.isMultipart()) await receiveForm(call, opened);
  else await receiveBody(call, opened);
  await completeUpload(context, opened);
  return answer(call, await findUpload(context, opened));
}

function checkOpen({ sis_import_id, workflow_state }: OpenUploadRow): void {
  if (workflow_state === 'initializing') return;
  throw new ApiError('upload_closed', { params: { sis_import_id, workflow_state } });
}

/** Canvas: an upload that is whole answers 201 and names what came of it, for the client to look at. */
function answer({ reply, request }: PublicCall, upload: OpenUploadRow): SisImportUpload {
  reply.header('upload-offset', upload.received_bytes);
  if (upload.stored_file_id !== null) {
    const { root_account_id, sis_import_id } = upload;
    const path = `/api/v1/accounts/${root_account_id}/sis_imports/${sis_import_id}`;
    reply.status(201).header('location', `${baseUrl(request)}${path}`);
  }
  return presentUpload(upload);
}

async function receiveForm(call: PublicCall, opened: OpenUploadRow): Promise<void> {
  const limits = { ...formLimits, fileSize: Number.POSITIVE_INFINITY };
  let received = false;
  for await (const part of call.request.parts({ limits })) {
    if (part.type === 'field') continue;
    if (received || part.fieldname !== 'file') {
      part.file.resume();
      continue;
    }
    await receiveWhole(call, opened, part.file);
    received = true;
  }
  if (!received) throw new ApiError('missing_attachment');
}

/** Takes a file of unknown length from its first byte to its end. */
async function receiveWhole(call: PublicCall, opened: OpenUploadRow, source: Readable): Promise<void> {
  const upload = await fromTheFirstByte(call, opened);
  const given = await receiveParts(call.context, upload, source, { first: 0, last: null });
  if (given === 0) throw new ApiError('missing_attachment');
  await announce(call, upload, given);
}

async function receiveBody(call: PublicCall, opened: OpenUploadRow): Promise<void> {
  const { request, context } = call;
  const named = readContentRange(request.headers['content-range']);
  const length = request.headers['content-length'];
  if (named === null && length === undefined) return receiveWhole(call, opened, request.raw);
  const range = named ?? { first: 0, last: Number(length) - 1, size_bytes: Number(length) };
  if (range.size_bytes === 0) throw new ApiError('missing_attachment');
  const { upload_bytes: max_bytes } = context.limits;
  if (range.size_bytes > max_bytes) throw new ApiError('upload_too_large', { params: { max_bytes } });
  await announce(call, opened, range.size_bytes);
  const upload = named === null ? await fromTheFirstByte(call, opened) : opened;
  checkOffset(call, upload, range);
  await receiveParts(context, upload, request.raw, range);
}

async function fromTheFirstByte(call: PublicCall, opened: OpenUploadRow): Promise<OpenUploadRow> {
  const upload = await beginAnew(call.context, opened);
  if (upload === null) throw new ApiError('upload_contended');
  return upload;
}

/** Notes the length of the file, which may have been said before. */
async function announce({ context }: PublicCall, upload: OpenUploadRow, given: number): Promise<void> {
  if (await setUploadSize(context.database.pool, upload, given)) return;
  const expected = upload.size_bytes ?? 'other';
  throw new ApiError('upload_size_mismatch', { params: { given, expected } });
}

function checkOffset({ reply }: PublicCall, { received_bytes }: OpenUploadRow, { first }: ByteRange): void {
  if (first === received_bytes) return;
  reply.header('upload-offset', received_bytes);
  throw new ApiError('wrong_offset', { params: { offset: received_bytes, start: first } });
}
