import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { UnreadableZipError } from './upload.ts';
import { isSystemError } from './zip-disk.ts';

/** Four times the default of zlib: fewer, larger chunks are read a third faster. */
const chunk_bytes = 64 * 1024;
const stored = 0;
const deflated = 8;

/** Why a member cannot be unpacked at all, else null. */
export function memberFault(entry: Entry, path: string): string | null {
  if (entry.isEncrypted()) return `${path} is encrypted`;
  if (entry.compressionMethod === stored || entry.compressionMethod === deflated) return null;
  return `${path} is packed in a way that is not supported (method ${entry.compressionMethod})`;
}

/** A zip on disk. Members are read by position, several at once if need be. */
export interface OpenZip {
  readonly handle: FileHandle;
  readonly directory: ZipFile;
  readonly display_name: string;
}

/**
 * The unpacked bytes of a member. They end in an `UnreadableZipError` when they are damaged, or more or fewer
 * than the zip declares: thus the limits on declared sizes hold for the real ones.
 */
export function readMember(zip: OpenZip, entry: Entry, path: string): Readable {
  return Readable.from(unpack(zip, entry, path), { objectMode: false });
}

async function* unpack(zip: OpenZip, entry: Entry, path: string): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  let checksum = 0;
  try {
    for await (const chunk of await openMember(zip, entry)) {
      bytes += chunk.length;
      if (bytes > entry.uncompressedSize)
        throw new UnreadableZipError(zip.display_name, `${path} is longer than declared`);
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof UnreadableZipError || isSystemError(error)) throw error;
    throw new UnreadableZipError(zip.display_name, `${path} is damaged`, { cause: error });
  }
  if (bytes < entry.uncompressedSize)
    throw new UnreadableZipError(zip.display_name, `${path} is shorter than declared`);
  if (checksum !== entry.crc32) throw new UnreadableZipError(zip.display_name, `${path} is damaged`);
}

async function openMember({ handle, directory }: OpenZip, entry: Entry): Promise<Readable> {
  const { fileDataStart } = await directory.readLocalFileHeaderPromise(entry, { minimal: true });
  const packed = Readable.from(readRange(handle, fileDataStart, fileDataStart + entry.compressedSize));
  if (entry.compressionMethod === stored) return packed;
  // Errors of both streams reach the reader through the last one.
  return pipeline(packed, createInflateRaw({ chunkSize: chunk_bytes }), () => {});
}

/** Instead of yauzl's own stream, which brings down the process when it is given up during a read. */
async function* readRange(handle: FileHandle, from: number, to: number): AsyncGenerator<Uint8Array> {
  let at = from;
  while (at < to) {
    const { bytesRead, buffer } = await handle.read(
      Buffer.allocUnsafe(chunk_bytes),
      0,
      Math.min(chunk_bytes, to - at),
      at,
    );
    if (bytesRead === 0) throw new Error('The file became shorter.');
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}
