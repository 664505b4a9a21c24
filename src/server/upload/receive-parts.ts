import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { addUploadPart, type SisImportUploadRow } from '../../db/index.ts';
import type { ServerContext } from '../context.ts';
import { ApiError } from '../errors.ts';

/** Which bytes of a file come, `last` included; of `last` nothing is known where a form brings them. */
export interface ByteRange {
  readonly first: number;
  readonly last: number | null;
}

/**
 * Takes bytes over, in parts: each is kept for good as soon as it is whole, and the last one even when the sender
 * goes away in the middle of it. Returns how far the upload is then. Throws when the sender went away or when what
 * came is not what was announced; what was kept stays.
 */
export async function receiveParts(
  context: ServerContext,
  upload: SisImportUploadRow,
  source: Readable,
  { first, last }: ByteRange,
): Promise<number> {
  const { upload_bytes, upload_parts } = context.limits;
  const pieces = new PieceReader(source, last === null ? upload_bytes - first : last + 1 - first);
  let at = first;
  let { parts } = upload;
  while (!(await pieces.isAtEnd())) {
    if (parts >= upload_parts) throw new ApiError('too_many_parts', { params: { max_parts: upload_parts } });
    at = await keepPart(context, upload, pieces, at);
    parts += 1;
  }
  if (pieces.fault !== null) throw pieces.fault;
  if (pieces.has_more) throw tooMuch(last, upload_bytes);
  if (last !== null && at !== last + 1) throw badRange('fewer bytes came than it names');
  return at;
}

function tooMuch(last: number | null, max_bytes: number): ApiError {
  if (last !== null) return badRange('more bytes came than it names');
  return new ApiError('upload_too_large', { params: { max_bytes } });
}

/** What is wrong with a Content-Range. */
export function badRange(reason: string): ApiError {
  return new ApiError('invalid_content_range', { params: { reason } });
}

/** Keeps the next part, and returns the byte after it. */
async function keepPart(
  { database, storage, limits }: ServerContext,
  upload: SisImportUploadRow,
  pieces: PieceReader,
  start_byte: number,
): Promise<number> {
  const storage_key = `uploads/${randomUUID()}`;
  const bytes = Readable.from(pieces.part(limits.upload_part_bytes, limits.upload_part_ms), {
    objectMode: false,
  });
  const { size_bytes } = await storage.write(storage_key, bytes);
  try {
    if (await addUploadPart(database.pool, upload, { start_byte, size_bytes, storage_key }))
      return start_byte + size_bytes;
  } catch (error) {
    await storage.remove(storage_key);
    throw error;
  }
  await storage.remove(storage_key);
  throw new ApiError('upload_contended');
}

/** Reads a stream in portions whose borders are not those of its chunks. */
class PieceReader {
  /** What the stream ended with, when it did not end well. */
  fault: ApiError | null = null;
  /** There are bytes beyond those that were wanted. */
  has_more = false;
  readonly #chunks: AsyncIterator<Buffer>;
  #left: number;
  #ahead: Buffer | null = null;
  #ended = false;

  constructor(source: Readable, wanted_bytes: number) {
    // A request whose body is not read to its end must live on for its answer.
    this.#chunks = source.iterator({ destroyOnReturn: false });
    this.#left = wanted_bytes;
  }

  async isAtEnd(): Promise<boolean> {
    if (this.#ahead === null) await this.#readAhead();
    return this.#ended;
  }

  /** The next bytes: at most so many, and at most those of so long a time. */
  async *part(most_bytes: number, most_ms: number): AsyncGenerator<Buffer> {
    const until_ms = performance.now() + most_ms;
    let left = most_bytes;
    while (left > 0 && !(await this.isAtEnd()) && this.#ahead !== null) {
      const piece = this.#ahead.subarray(0, left);
      this.#ahead = piece.length === this.#ahead.length ? null : this.#ahead.subarray(left);
      left -= piece.length;
      yield piece;
      if (performance.now() > until_ms) return;
    }
  }

  async #readAhead(): Promise<void> {
    if (this.#ended) return;
    try {
      const next = await this.#chunks.next();
      if (next.done !== true) return this.#take(next.value);
    } catch {
      this.fault = new ApiError('malformed_request', { params: { reason: 'it broke off' } });
    }
    this.#ended = true;
  }

  #take(chunk: Buffer): void {
    this.has_more = chunk.length > this.#left;
    const wanted = chunk.subarray(0, this.#left);
    this.#left -= wanted.length;
    if (wanted.length > 0) this.#ahead = wanted;
    else this.#ended = true;
  }
}
