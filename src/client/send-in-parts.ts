import type { SisImportUpload, UploadTicket } from '../api/index.ts';
import type { Upload } from './encode-upload.ts';
import { isPassing, ResponseError } from './errors.ts';
import { type Connection, readJson, sendRequest } from './send-request.ts';
import type { Sleep } from './wait-until.ts';

/** A file of which any piece can be read again. */
export interface PieceSource {
  readonly name: string;
  readonly size_bytes: number;
  read(first: number, end: number): Promise<Blob | Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/**
 * Opens a file for reading in pieces.
 * @throws TypeError for a stream, which can be read only once; the platform's error when a path cannot be opened.
 */
export async function openPieces(upload: Upload): Promise<PieceSource> {
  if ('path' in upload) return openPath(upload.path, upload.name);
  const content = 'content' in upload ? upload.content : upload;
  const close = async () => {};
  const { name } = upload;
  if (content instanceof Blob)
    return { name, size_bytes: content.size, read: async (first, end) => content.slice(first, end), close };
  if (content instanceof Uint8Array)
    return { name, size_bytes: content.length, read: async (first, end) => content.slice(first, end), close };
  throw new TypeError('A stream cannot be sent in parts: what is lost of it could not be read again.');
}

async function openPath(path: string, name: string | undefined): Promise<PieceSource> {
  // A variable, so that bundlers for browsers leave the import alone.
  const specifier = 'node:fs';
  const fs: typeof import('node:fs') = await import(/* @vite-ignore */ specifier);
  const file = await fs.promises.open(path);
  const { size } = await file.stat();
  return {
    name: name ?? path.split(/[\\/]/).at(-1) ?? path,
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
  readonly sleep: Sleep;
  /** Called with how far the upload is. */
  readonly onProgress?: ((upload: SisImportUpload) => void) | undefined;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;
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
  const call = async (request: { method: string; headers?: Record<string, string>; body?: BodyInit }) => {
    const whole = { ...request, url: ticket.upload_url, signal };
    return (await readJson(await sendRequest(unsigned, whole), whole)) as SisImportUpload;
  };
  let failures = 0;
  for (let offset = 0; ; ) {
    try {
      const end = Math.min(source.size_bytes, offset + part_bytes);
      const range = `bytes ${offset}-${end - 1}/${source.size_bytes}`;
      const body = await source.read(offset, end);
      const upload =
        failures > 0
          ? await call({ method: 'GET' })
          : await call({ method: 'PUT', headers: { 'content-range': range }, body });
      failures = 0;
      onProgress?.(upload);
      if (upload.upload_status === 'success') return;
      offset = upload.offset;
    } catch (error) {
      if (!mayGoOn(error) || failures === MAX_FAILURES) throw error;
      await options.sleep(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures), signal);
      failures++;
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
