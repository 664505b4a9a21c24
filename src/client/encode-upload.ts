import type { Field } from './encode-arguments.ts';

/** Bytes in pieces: a web stream, or anything else that yields them, such as a stream of Node. */
export type ByteSource = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * What can be uploaded: a File of a browser, bytes or a stream with the name that the server shall show,
 * or, in Node, the path of a file. Streams and paths are sent piece by piece, never held as a whole.
 */
export type Upload =
  | File
  | { readonly name: string; readonly content: Blob | Uint8Array<ArrayBuffer> | ByteSource }
  | { readonly path: string; readonly name?: string };

/** A body for `fetch`, with what has to be said about it. */
export interface EncodedBody {
  readonly body: FormData | ReadableStream<Uint8Array>;
  readonly headers: Readonly<Record<string, string>>;
  /** Set for streams: `fetch` demands it then. */
  readonly duplex?: 'half';
  /** What the source threw while it was read; `fetch` hides it behind a network error. */
  readonly findSourceFault?: () => unknown;
}

/** The media type that belongs to a file's extension. */
export function contentTypeOf(name: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  if (extension === 'csv') return 'text/csv';
  return extension === 'zip' ? 'application/zip' : 'application/octet-stream';
}

async function openPath(path: string): Promise<AsyncIterable<Uint8Array>> {
  // A variable, so that bundlers for browsers leave the import alone.
  const specifier = 'node:fs';
  const fs: typeof import('node:fs') = await import(/* @vite-ignore */ specifier);
  const stream = fs.createReadStream(path, { highWaterMark: 256 * 1024 });
  // Waits for the open, so that a missing file is an error of its own and not a broken request.
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', reject);
  });
  return stream;
}

/** Browsers write names in this way; a line break would end the header. */
function quote(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

async function* readPieces(source: ByteSource): AsyncGenerator<Uint8Array> {
  if (Symbol.asyncIterator in source) {
    yield* source;
    return;
  }
  const reader = (source as ReadableStream<Uint8Array>).getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
}

function toStream(pieces: AsyncGenerator<Uint8Array>) {
  let fault: unknown;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const step = await pieces.next();
        if (step.done) controller.close();
        else controller.enqueue(step.value);
      } catch (error) {
        fault = error;
        throw error;
      }
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return { body, findSourceFault: () => fault };
}

function encodeStream(
  fields: readonly Field[],
  field: string,
  name: string,
  source: ByteSource,
): EncodedBody {
  const boundary = `rollcall-${crypto.randomUUID()}`;
  const encoder = new TextEncoder();
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const [key, value] of fields) {
      yield encoder.encode(
        `--${boundary}\r\nContent-Disposition: form-data; name="${quote(key)}"\r\n\r\n${value}\r\n`,
      );
    }
    yield encoder.encode(
      `--${boundary}\r\nContent-Disposition: form-data; name="${quote(field)}"; filename="${quote(name)}"\r\n` +
        `Content-Type: ${contentTypeOf(name)}\r\n\r\n`,
    );
    yield* readPieces(source);
    yield encoder.encode(`\r\n--${boundary}--\r\n`);
  }
  return {
    ...toStream(pieces()),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    duplex: 'half',
  };
}

/**
 * A multipart form of the fields and then the file.
 * @throws the platform's error when a path cannot be opened.
 */
export async function encodeUpload(
  fields: readonly Field[],
  field: string,
  upload: Upload,
): Promise<EncodedBody> {
  if ('path' in upload) {
    const name = upload.name ?? upload.path.split(/[\\/]/).at(-1) ?? upload.path;
    return encodeStream(fields, field, name, await openPath(upload.path));
  }
  const content = 'content' in upload ? upload.content : upload;
  if (!(content instanceof Blob) && !(content instanceof Uint8Array)) {
    return encodeStream(fields, field, upload.name, content);
  }
  const form = new FormData();
  for (const [key, value] of fields) form.append(key, value);
  form.append(field, new Blob([content], { type: contentTypeOf(upload.name) }), upload.name);
  return { body: form, headers: {} };
}
