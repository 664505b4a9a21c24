import { type AlignLimits, alignRows, type Run } from './align-rows.ts';
import type { FileHead } from './file-head.ts';
import { HashedRows, PARTS, PageBudget, ROW_WORDS } from './hashed-rows.ts';
import { KeyTable } from './key-table.ts';
import { FaultyFile, RecordReader } from './record-reader.ts';
import { type RowDifference, resolveKeys } from './resolve-keys.ts';
import { HASH_WORDS, RowHasher } from './row-hasher.ts';

/** How much a comparison may take. */
export interface CompareLimits extends AlignLimits {
  /** Of hashed rows in memory; further ones go to the disk. */
  readonly memory_bytes: number;
}

/** Some megabytes for a look ahead, and rows in memory where a million of them are apart. */
export const default_compare_limits: CompareLimits = {
  windows: [16, 256, 8192],
  apart: 100_000,
  memory_bytes: 64 * 1024 * 1024,
};

/** The hashed rows of a file while it is compared. */
interface HashedFile {
  readonly head: FileHead;
  readonly hasher: RowHasher;
  /** Hashes the key alone, in half the time. */
  readonly key_hasher: RowHasher;
  readonly rows: HashedRows;
  readonly words: Int32Array;
}

/**
 * Compares two files of one type with the same columns, row by row and by keys. Rows that are the same in the same
 * order are only passed over, all others go by hashes; memory does not grow with the files.
 * Throws a `FaultyFile` for a file that is no CSV from beginning to end; in the base only its different rows show it.
 */
export async function compareFiles(
  current: FileHead,
  base: FileHead,
  keys: readonly string[],
  limits: CompareLimits,
): Promise<RowDifference> {
  const numbers = new Map([...new Set(current.header)].filter(Boolean).map((name, at) => [name, at]));
  const hashTogether = async (fill: (now: HashedFile, before: HashedFile) => Promise<boolean>) => {
    const budget = new PageBudget(limits.memory_bytes);
    const now = hashedFile(current, numbers, keys, budget);
    const before = hashedFile(base, numbers, keys, budget);
    try {
      return (await fill(now, before)) ? await resolveKeys(now.rows, before.rows) : null;
    } finally {
      now.rows.close();
      before.rows.close();
    }
  };
  const is_alike =
    current.lone_return_breaks === base.lone_return_breaks &&
    current.header.length === base.header.length &&
    current.header.every((name, at) => name === base.header[at]);
  const aligned = is_alike ? await hashTogether((now, before) => hashApart(now, before, limits)) : null;
  if (aligned !== null) return aligned;
  const whole = await hashTogether(async (now, before) => {
    await hashAll(now);
    await hashAll(before);
    return true;
  });
  if (whole === null) throw new Error('the files were not hashed');
  return whole;
}

function hashedFile(
  head: FileHead,
  numbers: ReadonlyMap<string, number>,
  keys: readonly string[],
  budget: PageBudget,
): HashedFile {
  // Of two columns of one name the first counts, as everywhere.
  const columns = head.header.map((name, at) => ({
    number: head.header.indexOf(name) === at ? (numbers.get(name) ?? null) : null,
    is_key: keys.includes(name),
  }));
  const key_columns = columns.map(({ number, is_key }) => ({ number: is_key ? number : null, is_key }));
  return {
    head,
    hasher: new RowHasher(columns),
    key_hasher: new RowHasher(key_columns),
    rows: new HashedRows(budget),
    words: new Int32Array(HASH_WORDS),
  };
}

/** Hashes a record of the reader's file; false for one of blank cells. */
function hashRecord({ hasher, words }: HashedFile, reader: RecordReader, from: number, to: number): boolean {
  reader.checkLength(from, to);
  const kind = hasher.hash(reader.bytes, from, to, words, 0);
  if (kind === 'faulty') throw new FaultyFile(reader.head.file);
  return kind === 'row';
}

/** Runs through all records of a file. */
async function eachRecord(
  head: FileHead,
  visit: (reader: RecordReader, from: number, to: number, number: number) => void,
): Promise<void> {
  const reader = new RecordReader(head);
  try {
    let number = 0;
    // Once more for what is left at the end: no record.
    while ((await reader.fill()) || reader.bytes.length > 0) {
      const to = reader.split((from, end) => {
        visit(reader, from, end, number);
        number += 1;
        return true;
      });
      reader.checkText(to);
      reader.pass(to);
    }
  } finally {
    await reader.close();
  }
}

async function hashAll(file: HashedFile): Promise<void> {
  await eachRecord(file.head, (reader, from, to, number) => {
    if (hashRecord(file, reader, from, to)) file.rows.add(file.words, number);
  });
}

/** Hashes only where the files part; false when they part too often. */
async function hashApart(now: HashedFile, before: HashedFile, limits: CompareLimits): Promise<boolean> {
  const current = new RecordReader(now.head);
  const base = new RecordReader(before.head);
  let runs: readonly Run[] | null;
  try {
    runs = await alignRows(current, base, limits, ({ reader }, from, to, number) => {
      const file = reader === current ? now : before;
      if (hashRecord(file, reader, from, to)) file.rows.add(file.words, number);
    });
  } finally {
    await current.close();
    await base.close();
  }
  if (runs === null) return false;
  if (now.rows.size > 0 || before.rows.size > 0) await hashTwins(now, before, runs);
  return true;
}

/**
 * A key that stands in a row apart may stand in rows that are the same as well, earlier or later. As the last row of
 * a key counts, those are hashed, too.
 */
async function hashTwins(now: HashedFile, before: HashedFile, runs: readonly Run[]): Promise<void> {
  const keys = new KeyTable();
  for (const { rows } of [now, before]) {
    for (let part = 0; part < PARTS; part += 1) {
      for (const { page, used } of rows.pagesOf(part)) {
        for (let at = 0; at < used; at += ROW_WORDS) keys.add(page, at);
      }
    }
  }
  let next = 0;
  await eachRecord(now.head, (reader, from, to, number) => {
    let run = runs[next];
    while (run && number >= run.current + run.rows) {
      next += 1;
      run = runs[next];
    }
    if (!run || number < run.current) return;
    now.key_hasher.hash(reader.bytes, from, to, now.words, 0);
    if (!keys.has(now.words, 0) || !hashRecord(now, reader, from, to)) return;
    now.rows.add(now.words, number);
    before.rows.add(now.words, run.base + (number - run.current));
  });
}
