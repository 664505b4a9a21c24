import { Readable } from 'node:stream';
import type { PublicCall } from '../../define-route.ts';
import { ApiError } from '../../errors.ts';
import { fromJson, mergeParameters, type ParameterRecord } from '../../parameters.ts';
import { formLimits } from '../../read-body.ts';
import { readPreAttachment } from '../../upload/pre-attachment.ts';
import { type FormReading, receiveForm, receiveRawBody } from '../../upload/receive-upload.ts';
import type { ImportSource } from './idempotency-key.ts';

/** What a request to create an import holds. */
export interface ReceivedImport {
  readonly parameters: ParameterRecord;
  readonly source: ImportSource;
}

/** How a request is read. */
export interface Reading extends FormReading {
  /** Called with the parameters that come before a body, so that a body is not taken for nothing. */
  readonly check: (parameters: ParameterRecord) => Promise<void>;
  /** What the Content-Type of the request really was. */
  readonly content_type: string | undefined;
}

/** Takes a form, whose file may also be announced by `pre_attachment` alone. */
export async function receiveImportForm(call: PublicCall, reading: Reading): Promise<ReceivedImport> {
  const { context, request } = call;
  const { form, upload } = await receiveForm(context, request, reading);
  const source = upload ?? readPreAttachment(context, form);
  if (source === null) throw new ApiError('missing_attachment');
  return { parameters: form, source };
}

/** Takes a body that is the file, or a description of a file to come, in the query or as JSON. */
export async function receiveImportBody(call: PublicCall, reading: Reading): Promise<ReceivedImport> {
  const { context } = call;
  const body = await readShortJson(call, reading.content_type);
  const json = body === null ? null : recordOf(body);
  const parameters = json === null ? call.parameters : mergeParameters(call.parameters, json);
  const announced = readPreAttachment(context, parameters);
  if (announced !== null) return { parameters, source: announced };
  await reading.check(call.parameters);
  // What was no description may be a file after all.
  const bytes = body === null ? call.request.raw : Readable.from([body], { objectMode: false });
  return { parameters: call.parameters, source: await receiveRawBody(context, call.request, bytes, reading) };
}

/** A body that says it is JSON, if it is short enough for a description. */
async function readShortJson(
  { request: { raw } }: PublicCall,
  content_type: string | undefined,
): Promise<Buffer | null> {
  const length = Number(raw.headers['content-length'] ?? Number.NaN);
  const is_json = /^\s*application\/json\b/i.test(content_type ?? '');
  if (!is_json || !(length > 0 && length <= formLimits.fieldSize)) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of raw.iterator({ destroyOnReturn: false })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function recordOf(body: Buffer): ParameterRecord | null {
  try {
    return fromJson(JSON.parse(body.toString('utf8')));
  } catch {
    return null;
  }
}
