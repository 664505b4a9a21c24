import { open } from 'node:fs/promises';
import type { UploadFile } from './upload.ts';

/** Larger chunks than those of a stream by default are read faster. */
const chunk_bytes = 256 * 1024;

/**
 * The bytes of a file on disk, in two pieces of memory by turns: to get fresh memory from the system for each chunk takes
 * longer than to read it. While one is worked on the next is read.
 */
export async function* readChunks(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await open(path);
  let reading: Promise<unknown> | null = null;
  try {
    let [memory, other] = [Buffer.allocUnsafeSlow(chunk_bytes), Buffer.allocUnsafeSlow(chunk_bytes)];
    let next = handle.read(memory, 0, chunk_bytes, null);
    for (;;) {
      reading = next;
      const { bytesRead } = await next;
      if (bytesRead === 0) return;
      next = handle.read(other, 0, chunk_bytes, null);
      reading = next;
      yield memory.subarray(0, bytesRead);
      [memory, other] = [other, memory];
    }
  } finally {
    // Where the file is given up, what is being read has to arrive before it can be closed.
    await reading?.catch(() => {});
    await handle.close();
  }
}

/** The chunks of a file, each of which holds until the next. */
export async function chunksOf(file: UploadFile): Promise<AsyncIterable<Uint8Array>> {
  return file.chunks?.() ?? (await file.read());
}
