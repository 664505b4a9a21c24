import { isUtf8 } from 'node:buffer';
import { UnreadableZipError, type UploadFile } from '../open/index.ts';
import type { FileHead } from './file-head.ts';
import { type RecordSink, splitRecords } from './split-records.ts';

const line_feed = Buffer.from('\n');
const empty = Buffer.alloc(0);
// As the CSV scanner has it: an unclosed quote must not fill the memory.
const MOST_RECORD_LENGTH = 16 * 1024 * 1024;
const MOST_BYTES_OF_A_CHARACTER = 3;

/** Thrown when a file turns out to be no CSV, no UTF-8 or damaged; `inspectFile` tells what is wrong with it. */
export class FaultyFile extends Error {
  readonly file: UploadFile;

  constructor(file: UploadFile) {
    super(`${file.path} cannot be read.`);
    this.name = 'FaultyFile';
    this.file = file;
  }
}

/** Reads the data of a file as bytes that always begin with a record. */
export class RecordReader {
  readonly head: FileHead;
  /** From the first record that was not passed yet. At the end of the file a line end is added. */
  bytes: Buffer = empty;
  /** Whether `bytes` is all there is left. */
  ended = false;
  #chunks: AsyncIterator<Uint8Array> | null = null;
  #to_skip: number;

  constructor(head: FileHead) {
    this.head = head;
    this.#to_skip = head.data_start;
  }

  /** Reads on; false at the end of the file. What is left of one record doubles, so that long ones cost no more. */
  async fill(): Promise<boolean> {
    if (this.ended) return false;
    const parts = [this.bytes];
    for (let more = 0; more === 0 || more < this.bytes.length; ) {
      const chunk = await this.#next();
      if (chunk === null) {
        this.ended = true;
        parts.push(line_feed);
        break;
      }
      more += chunk.length;
      parts.push(chunk);
    }
    this.bytes = parts.length === 2 && this.bytes.length === 0 ? (parts[1] as Buffer) : Buffer.concat(parts);
    return true;
  }

  /**
   * Hands over the records that are whole, and returns where the rest begins. Throws when the rest never becomes a
   * record, as a quote in it is not closed.
   */
  split(sink: RecordSink): number {
    const to = splitRecords(this.bytes, 0, this.head, sink);
    const is_endless = this.ended || this.bytes.length > MOST_RECORD_LENGTH * MOST_BYTES_OF_A_CHARACTER;
    if (to === 0 && is_endless && this.bytes.length > 0) throw new FaultyFile(this.head.file);
    return to;
  }

  /** Goes on to the record that begins at this place of `bytes`. */
  pass(to: number): void {
    this.bytes = this.bytes.subarray(to);
  }

  /** Throws unless the records up to a place are UTF-8. */
  checkText(to: number): void {
    if (!isUtf8(this.bytes.subarray(0, to))) throw new FaultyFile(this.head.file);
  }

  /** Throws when a record is longer than it may be. */
  checkLength(from: number, to: number): void {
    if (to - from <= MOST_RECORD_LENGTH) return;
    const { length } = this.bytes.toString('utf8', from, to);
    if (length > MOST_RECORD_LENGTH) throw new FaultyFile(this.head.file);
  }

  async close(): Promise<void> {
    await this.#chunks?.return?.();
  }

  async #next(): Promise<Buffer | null> {
    try {
      this.#chunks ??= (await this.head.file.read())[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
      for (;;) {
        const { done, value } = await this.#chunks.next();
        if (done === true) return null;
        const skipped = Math.min(this.#to_skip, value.length);
        this.#to_skip -= skipped;
        const rest = value.subarray(skipped);
        if (rest.length > 0) return Buffer.from(rest.buffer, rest.byteOffset, rest.length);
      }
    } catch (error) {
      if (error instanceof UnreadableZipError) throw new FaultyFile(this.head.file);
      throw error;
    }
  }
}
