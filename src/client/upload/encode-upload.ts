import type { Field } from '../encode-arguments.ts';
import type { RequestBody } from '../send-request.ts';
import { type ByteSource, readPieces } from './byte-source.ts';
import type { UploadSource } from './upload.ts';

/** The media type that belongs to a file's extension. */
export function contentTypeOf(name: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  if (extension === 'csv') return 'text/csv';
  return extension === 'zip' ? 'application/zip' : 'application/octet-stream';
}

/** Browsers write names in this way; a line break would end the header. */
function quote(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** An encoded upload, which knows how far it has been read. */
export interface UploadBody extends RequestBody {
  /** Whether all of it was handed over; a request that broke off before cannot have made anything. */
  readonly wasReadToEnd: () => boolean;
}

function toStream(pieces: AsyncGenerator<Uint8Array>) {
  let fault: unknown;
  let is_read = false;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const step = await pieces.next();
          if (!step.done) return controller.enqueue(step.value);
          is_read = true;
          controller.close();
        } catch (error) {
          fault = error;
          throw error;
        }
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return { body, findSourceFault: () => fault, wasReadToEnd: () => is_read };
}

interface Form {
  readonly fields: readonly Field[];
  readonly field: string;
  readonly name: string;
}

function encodeStream(
  { fields, field, name }: Form,
  source: ByteSource,
  size_bytes: number | null,
): UploadBody {
  const boundary = `rollcall-${crypto.randomUUID()}`;
  const values = fields.map(
    ([key, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${quote(key)}"\r\n\r\n${value}\r\n`,
  );
  const encoder = new TextEncoder();
  const head = encoder.encode(
    `${values.join('')}--${boundary}\r\n` +
      `Content-Disposition: form-data; name="${quote(field)}"; filename="${quote(name)}"\r\n` +
      `Content-Type: ${contentTypeOf(name)}\r\n\r\n`,
  );
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield head;
    yield* readPieces(source);
    yield tail;
  }
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  // Not every server between here and there takes a body of unknown length.
  const length =
    size_bytes === null ? {} : { 'content-length': String(head.length + size_bytes + tail.length) };
  return { ...toStream(pieces()), headers: { ...headers, ...length }, duplex: 'half' };
}

// Browsers send streams over HTTP/2 alone, if at all, and only know what the server speaks when it is too late.
const isBrowser = 'document' in globalThis || 'WorkerGlobalScope' in globalThis;

/** A stream as a Blob: browsers put large ones on disk. */
async function gather(source: ByteSource): Promise<Blob> {
  return await new Response(toStream(readPieces(source)).body).blob();
}

/** A multipart form of the fields and then the file. */
export async function encodeUpload(
  fields: readonly Field[],
  field: string,
  { name, size_bytes, open }: UploadSource,
): Promise<UploadBody> {
  const opened = await open();
  const isWhole = opened instanceof Blob || opened instanceof Uint8Array;
  if (!isWhole && !isBrowser) return encodeStream({ fields, field, name }, opened, size_bytes);
  const content = isWhole ? opened : await gather(opened);
  const form = new FormData();
  for (const [key, value] of fields) form.append(key, value);
  form.append(field, new Blob([content], { type: contentTypeOf(name) }), name);
  // What the platform holds as a whole it may have sent as a whole.
  return { body: form, wasReadToEnd: () => true };
}
