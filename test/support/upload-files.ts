import { Readable } from 'node:stream';
import type { UploadFile } from '../../src/check/open/index.ts';

/** A file of an upload that is in memory, read in chunks of some bytes. */
export function uploadFile(
  content: string | Uint8Array,
  path = 'sub/file.csv',
  chunk_bytes = 1000,
): UploadFile {
  const bytes = Buffer.from(content);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk_bytes) }, (_, index) =>
    bytes.subarray(index * chunk_bytes, (index + 1) * chunk_bytes),
  );
  return streamedFile(() => chunks, bytes.length, path);
}

/** A file of an upload whose bytes are made as they are read, however many they are. */
export function streamedFile(
  chunks: () => Iterable<Uint8Array>,
  size_bytes: number,
  path = 'file.csv',
): UploadFile {
  return {
    path,
    base_name: path.slice(path.lastIndexOf('/') + 1),
    size_bytes,
    read: async () => Readable.from(chunks(), { objectMode: false }),
  };
}
