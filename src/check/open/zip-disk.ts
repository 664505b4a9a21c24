import type { FileHandle } from 'node:fs/promises';
import yauzl from 'yauzl';

const window_bytes = 64 * 1024;

/**
 * Lets yauzl read the directory of a zip through a file handle, in windows: on its own it asks the disk twice
 * for each member, which makes seconds of a zip with the most members allowed.
 */
export class ZipDisk extends yauzl.RandomAccessReader {
  readonly #handle: FileHandle;
  #window = Buffer.alloc(0);
  #window_at = 0;

  constructor(handle: FileHandle) {
    super();
    this.#handle = handle;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytes_read?: number) => void,
  ): void {
    this.#copy(buffer, offset, length, position).then((bytes_read) => callback(null, bytes_read), callback);
  }

  async #copy(buffer: Buffer, offset: number, length: number, position: number): Promise<number> {
    const window_end = this.#window_at + this.#window.length;
    if (position < this.#window_at || position + length > window_end) {
      const bytes = Buffer.allocUnsafe(Math.max(window_bytes, length));
      const { bytesRead } = await this.#handle.read(bytes, 0, bytes.length, position);
      this.#window = bytes.subarray(0, bytesRead);
      this.#window_at = position;
    }
    const from = position - this.#window_at;
    return this.#window.copy(buffer, offset, from, from + length);
  }
}

/** Whether the disk failed, which is an outage; all other errors of reading say that the zip is broken. */
export function isSystemError(error: unknown): boolean {
  return !(error instanceof Error) || 'syscall' in error;
}
