import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { ServerContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { emptyRecord, mergeParameters, type ParameterRecord, textParameter } from '../parameters.ts';
import { formLimits, setFormField } from '../read-body.ts';
import { cleanFileName, nameRawFile } from './file-kind.ts';
import { type HeldUpload, holdUpload } from './hold-upload.ts';

/** An upload in the storage under the name that decides what it is. */
export interface ReceivedUpload extends HeldUpload {
  readonly display_name: string;
  readonly content_type: string;
}

/** Lets the sender in or throws: called as soon as the token can be known, at the latest when the whole form has been read. */
export type Admission = (form: ParameterRecord) => Promise<void>;

/** Refuses a body that says beforehand that it is too large. */
function checkLength(request: FastifyRequest, max_bytes: number): void {
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > max_bytes) throw new ApiError('upload_too_large', { params: { max_bytes } });
}

/** Streams a body that is the file itself, `bytes`, into the storage. */
export async function receiveRawBody(
  context: ServerContext,
  request: FastifyRequest,
  bytes: Readable,
  { content_type, digest }: { readonly content_type: string | undefined; readonly digest: boolean },
): Promise<ReceivedUpload> {
  const max_bytes = context.limits.upload_bytes;
  const named = nameRawFile(request.query as ParameterRecord, content_type);
  checkLength(request, max_bytes);
  const held = await holdUpload(context.storage, bytes, { max_bytes, digest });
  if (held.size_bytes === 0) {
    await context.storage.remove(held.storage_key);
    throw new ApiError('missing_attachment');
  }
  return { ...held, ...named };
}

/** How a form is read. */
export interface FormReading {
  /** The sender's token has been checked. */
  readonly is_admitted: boolean;
  readonly admit: Admission;
  /** The file's checksum is wanted. */
  readonly digest: boolean;
}

export interface ReceivedForm {
  readonly form: ParameterRecord;
  readonly upload: ReceivedUpload | null;
}

/**
 * Reads a form whose field `attachment` goes into the storage as it arrives; of several the first counts. The
 * token may stand before the file, and is checked then, or after it, and the file waits for it under a lower
 * size limit. Nothing stays in the storage when the form turns out unreadable or its sender unwelcome.
 */
export async function receiveForm(
  context: ServerContext,
  request: FastifyRequest,
  { is_admitted, admit, digest }: FormReading,
): Promise<ReceivedForm> {
  checkLength(request, context.limits.upload_bytes + 1024 * 1024);
  const form = emptyRecord();
  let upload: ReceivedUpload | null = null;
  let known = is_admitted;
  try {
    const limits = { ...formLimits, fileSize: Number.POSITIVE_INFINITY };
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') {
        setFormField(form, part);
        continue;
      }
      if (upload !== null || part.fieldname !== 'attachment') {
        part.file.resume();
        continue;
      }
      if (!known && textParameter(form, 'access_token') !== null) {
        await admit(form);
        known = true;
      }
      const max_bytes = known ? context.limits.upload_bytes : context.limits.unverified_upload_bytes;
      const hold = () => holdUpload(context.storage, part.file, { max_bytes, digest });
      const held = known ? await hold() : await context.unverified_uploads.run(hold);
      upload = { ...held, display_name: cleanFileName(part.filename), content_type: part.mimetype };
    }
    if (!known) await admit(form);
    return { form: mergeParameters(request.query as ParameterRecord, form), upload };
  } catch (error) {
    if (upload !== null) await context.storage.remove(upload.storage_key);
    throw error;
  }
}
