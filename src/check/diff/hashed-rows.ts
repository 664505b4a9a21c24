import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HASH_WORDS } from './row-hasher.ts';

/** The rows are kept in so many parts, by key: a part of one file meets only that part of the other. */
export const PARTS = 256;
/** Numbers per row: its hashes, then its number in two halves. */
export const ROW_WORDS = HASH_WORDS + 2;
const PAGE_ROWS = 128;
const PAGE_WORDS = PAGE_ROWS * ROW_WORDS;
const PAGE_BYTES = PAGE_WORDS * 4;
const HALF = 2 ** 32;

/** How many bytes the pages of several `HashedRows` may hold together before the next ones go to the disk. */
export class PageBudget {
  #left_bytes: number;

  constructor(bytes: number) {
    this.#left_bytes = bytes;
  }

  /** Whether one more page may stay in memory. */
  take(): boolean {
    if (this.#left_bytes < PAGE_BYTES) return false;
    this.#left_bytes -= PAGE_BYTES;
    return true;
  }
}

/** The number of the row in a page. */
export function rowNumber(page: Int32Array, at: number): number {
  return (page[at + HASH_WORDS] as number) * HALF + ((page[at + HASH_WORDS + 1] as number) >>> 0);
}

/** The hashed rows of a file, by parts: in memory up to a bound, beyond it in a temporary file. */
export class HashedRows {
  readonly #budget: PageBudget;
  readonly #parts: { full: (Int32Array | number)[]; open: Int32Array | null; used: number }[];
  #disk: { readonly file: number; readonly folder: string; pages: number } | null = null;
  size = 0;

  constructor(budget: PageBudget) {
    this.#budget = budget;
    this.#parts = Array.from({ length: PARTS }, () => ({ full: [], open: null, used: 0 }));
  }

  /** Adds a row by its hashes. */
  add(words: Int32Array, number: number): void {
    const part = this.#parts[(words[0] as number) & (PARTS - 1)];
    if (part === undefined) throw new Error('there is no such part');
    part.open ??= new Int32Array(PAGE_WORDS);
    const { open, used } = part;
    open.set(words, used);
    open[used + HASH_WORDS] = Math.floor(number / HALF);
    open[used + HASH_WORDS + 1] = number | 0;
    part.used = used + ROW_WORDS;
    this.size += 1;
    if (part.used < PAGE_WORDS) return;
    if (this.#budget.take()) {
      part.full.push(open);
      part.open = null;
    } else part.full.push(this.#writePage(open));
    part.used = 0;
  }

  /** The rows of a part in pages, each with the words in use; a page is good until the next one is asked for. */
  *pagesOf(number: number): Generator<{ readonly page: Int32Array; readonly used: number }> {
    const part = this.#parts[number];
    if (part === undefined) return;
    const read = new Int32Array(PAGE_WORDS);
    for (const page of part.full) {
      if (typeof page === 'number') this.#readPage(page, read);
      yield { page: typeof page === 'number' ? read : page, used: PAGE_WORDS };
    }
    if (part.open !== null && part.used > 0) yield { page: part.open, used: part.used };
  }

  /** Removes the temporary file. */
  close(): void {
    if (this.#disk === null) return;
    closeSync(this.#disk.file);
    rmSync(this.#disk.folder, { recursive: true, force: true });
    this.#disk = null;
  }

  #writePage(page: Int32Array): number {
    this.#disk ??= openTemporaryFile();
    const number = this.#disk.pages;
    let written = 0;
    while (written < PAGE_BYTES) {
      const bytes = new Uint8Array(page.buffer, written);
      written += writeSync(this.#disk.file, bytes, 0, bytes.length, number * PAGE_BYTES + written);
    }
    this.#disk.pages += 1;
    return number;
  }

  #readPage(number: number, page: Int32Array): void {
    if (this.#disk === null) throw new Error('the rows are closed');
    const bytes = new Uint8Array(page.buffer);
    let read = 0;
    while (read < PAGE_BYTES) {
      const more = readSync(this.#disk.file, bytes, read, PAGE_BYTES - read, number * PAGE_BYTES + read);
      if (more === 0) throw new Error('the temporary file became shorter');
      read += more;
    }
  }
}

function openTemporaryFile() {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-diff-'));
  const path = join(folder, 'rows');
  const file = openSync(path, 'wx+', 0o600);
  // Without a name nothing of it is left after a crash. Windows keeps the name until the file is closed.
  if (process.platform !== 'win32') rmSync(folder, { recursive: true, force: true });
  return { file, folder, pages: 0 };
}
