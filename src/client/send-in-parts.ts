import type { SisImportUpload, UploadTicket } from '../api/index.ts';
import { isPassing, ResponseError } from './errors.ts';
import { fetchJson, pauseAfter } from './send-patiently.ts';
import type { Connection, RequestBody } from './send-request.ts';
import { baseNameOf, loadFs } from './upload/read-files.ts';
import type { Upload } from './upload/upload.ts';

/** A file of which any piece can be read again. */
export interface PieceSource {
  readonly name: string;
  readonly size_bytes: number;
  read(first: number, end: number): Promise<Blob | Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

const NOT_IN_PARTS =
  'Only a file or bytes can be sent in parts: what is lost of anything else could not be read again.';

/**
 * Opens a file for reading in pieces.
 * @throws TypeError for anything that has to be read from its beginning; the platform's error when a path cannot be opened.
 */
export async function openPieces(upload: Upload): Promise<PieceSource> {
  if ('path' in upload) return openPath(upload.path, upload.name);
  if ('folder' in upload || 'files' in upload || 'open' in upload) throw new TypeError(NOT_IN_PARTS);
  const content = 'content' in upload ? upload.content : upload;
  const close = async () => {};
  const { name } = upload;
  if (content instanceof Blob)
    return { name, size_bytes: content.size, read: async (first, end) => content.slice(first, end), close };
  if (content instanceof Uint8Array)
    return { name, size_bytes: content.length, read: async (first, end) => content.slice(first, end), close };
  throw new TypeError(NOT_IN_PARTS);
}

async function openPath(path: string, name: string | undefined): Promise<PieceSource> {
  const file = await (await loadFs()).promises.open(path);
  const { size } = await file.stat();
  return {
    name: name ?? baseNameOf(path),
    size_bytes: size,
    read: async (first, end) => {
      const bytes = new Uint8Array(end - first);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, first);
      if (bytesRead < bytes.length) throw new Error(`${path} has become shorter while it was sent.`);
      return bytes;
    },
    close: () => file.close(),
  };
}

/** How the parts are sent. */
export interface SendPartsOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes per request. */
  readonly part_bytes: number;
  /** Called with how far the upload is. */
  readonly onProgress?: ((upload: SisImportUpload) => void) | undefined;
}

interface Part {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly openBody?: () => Promise<RequestBody>;
}

const MAX_FAILURES = 10;

/**
 * Sends a file to the address of a ticket, piece by piece. After a broken connection or a restart of the server it goes
 * on with the byte that the server names.
 */
export async function sendInParts(
  connection: Connection,
  ticket: UploadTicket,
  source: PieceSource,
  options: SendPartsOptions,
): Promise<void> {
  // The address is signed: the token, which opens far more, is for the server of the client alone.
  const unsigned = { ...connection, token: null };
  const { signal, part_bytes, onProgress } = options;
  const call = async (request: Part) =>
    (await fetchJson(unsigned, { ...request, url: ticket.upload_url, signal })).body as SisImportUpload;
  // Only what has arrived counts as a success: to be told again and again where to go on does not.
  let failures = 0;
  let is_sure = true;
  for (let offset = 0; ; ) {
    try {
      const end = Math.min(source.size_bytes, offset + part_bytes);
      const range = `bytes ${offset}-${end - 1}/${source.size_bytes}`;
      const body = is_sure ? await source.read(offset, end) : null;
      const upload =
        body === null
          ? await call({ method: 'GET' })
          : await call({
              method: 'PUT',
              headers: { 'content-range': range },
              openBody: async () => ({ body }),
            });
      if (upload.offset > offset) failures = 0;
      is_sure = true;
      onProgress?.(upload);
      if (upload.upload_status === 'success') return;
      offset = upload.offset;
    } catch (error) {
      if (!mayGoOn(error) || failures === MAX_FAILURES) throw error;
      await connection.sleep(pauseAfter(failures), signal);
      failures++;
      is_sure = false;
    }
  }
}

/** Whether asking where to go on may help: also when the server had got further than its answers said. */
function mayGoOn(error: unknown): boolean {
  if (isPassing(error)) return true;
  if (!(error instanceof ResponseError) || error.status !== 409) return false;
  const { code } = error.body as { readonly code?: string };
  return code === 'wrong_offset' || code === 'upload_contended' || code === 'upload_closed';
}
