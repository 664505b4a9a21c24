import type { RecordReader } from './record-reader.ts';
import { splitRecords } from './split-records.ts';

/** Rows that hold the same in the same order in both files, by the numbers of the first of them. */
export interface Run {
  readonly current: number;
  readonly base: number;
  rows: number;
}

/** A file on its way through the comparison: the number of the record with which the reader's bytes begin. */
export interface Side {
  readonly reader: RecordReader;
  number: number;
}

/** Told of a record that has no equal in the other file where one would be. */
export type ApartSink = (side: Side, from: number, to: number, number: number) => void;

/** How far the alignment goes. */
export interface AlignLimits {
  /** How many records are looked at to find where the files go on together, step by step. */
  readonly windows: readonly number[];
  /** With more partings, or rows apart, the files are too different for it to be of use. */
  readonly apart: number;
}

/**
 * Runs through two files side by side and passes over what is the same, block by block, so that it costs next to
 * nothing. Where they part it looks a little ahead for the nearest records by which they meet again; those before
 * are apart. Null when there are too many of them.
 */
export async function alignRows(
  current: RecordReader,
  base: RecordReader,
  limits: AlignLimits,
  tellApart: ApartSink,
): Promise<readonly Run[] | null> {
  const now: Side = { reader: current, number: 0 };
  const before: Side = { reader: base, number: 0 };
  const runs: Run[] = [];
  for (let apart = 0; apart <= limits.apart; ) {
    if (await passSame(now, before, runs)) continue;
    if (current.bytes.length === 0 && base.bytes.length === 0) return runs;
    const { mine, theirs } = await meetAgain(now, before, limits.windows);
    apart += mine.until + theirs.until + 1;
    tellRecords(now, mine, tellApart);
    tellRecords(before, theirs, tellApart);
    const have_met = mine.until < mine.list.length;
    if (have_met) extend(runs, now, before, 1);
    passRecords(now, mine, have_met);
    passRecords(before, theirs, have_met);
  }
  return null;
}

/** Passes over the whole records that are equal byte by byte. False when the next ones are not, or there are none. */
async function passSame(now: Side, before: Side, runs: Run[]): Promise<boolean> {
  for (const { reader } of [now, before]) if (reader.bytes.length === 0) await reader.fill();
  const shorter = Math.min(now.reader.bytes.length, before.reader.bytes.length);
  const same = commonLength(now.reader.bytes, before.reader.bytes, shorter);
  const to_fill = same < shorter ? [] : [now, before].filter(({ reader }) => reader.bytes.length === shorter);
  let rows = 0;
  const to = splitRecords(now.reader.bytes.subarray(0, same), 0, now.reader.head, () => {
    rows += 1;
    return true;
  });
  extend(runs, now, before, rows);
  for (const side of [now, before]) {
    side.number += rows;
    side.reader.pass(to);
  }
  let is_more = false;
  for (const { reader } of to_fill) is_more = (await reader.fill()) || is_more;
  return is_more;
}

function extend(runs: Run[], { number: current }: Side, { number: base }: Side, rows: number): void {
  if (rows === 0) return;
  const last = runs.at(-1);
  if (last && last.current + last.rows === current && last.base + last.rows === base) last.rows += rows;
  else runs.push({ current, base, rows });
}

const FIRST_BLOCK_BYTES = 128;
// However long the records are, looking ahead takes no more memory than this.
const MOST_AHEAD_BYTES = 8 * 1024 * 1024;

/** How many bytes two buffers have in common at their beginning, `most` at most. */
function commonLength(a: Buffer, b: Buffer, most: number): number {
  const isSame = (from: number, to: number) => a.compare(b, from, to, from, to) === 0;
  let from = 0;
  let block = FIRST_BLOCK_BYTES;
  for (; from < most && isSame(from, Math.min(from + block, most)); block *= 2) {
    from = Math.min(from + block, most);
  }
  let to = Math.min(from + block, most);
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (isSame(from, middle)) from = middle;
    else to = middle;
  }
  return from;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The next records of a side, and how many of them stand before the files meet again: all when they do not. */
interface Ahead {
  readonly list: readonly Span[];
  /** Where the record after the last one begins. */
  readonly rest: number;
  readonly until: number;
}

async function meetAgain(
  now: Side,
  before: Side,
  windows: readonly number[],
): Promise<{ readonly mine: Ahead; readonly theirs: Ahead }> {
  for (const [at, window] of windows.entries()) {
    const mine = await lookAhead(now, window);
    const theirs = await lookAhead(before, window);
    const met = nearestEqual(now, mine.list, before, theirs.list);
    if (met !== null || at === windows.length - 1) {
      const [until_mine, until_theirs] = met ?? [mine.list.length, theirs.list.length];
      return { mine: { ...mine, until: until_mine }, theirs: { ...theirs, until: until_theirs } };
    }
  }
  throw new Error('there is no window to look through');
}

async function lookAhead({ reader }: Side, window: number): Promise<Omit<Ahead, 'until'>> {
  for (;;) {
    const list: Span[] = [];
    const rest = reader.split((from, to) => list.push({ from, to }) < window);
    const is_enough = list.length === window || (list.length > 0 && reader.bytes.length > MOST_AHEAD_BYTES);
    if (is_enough || !(await reader.fill())) return { list, rest };
  }
}

/** The two equal records with the fewest records before them, by their places; null when there are none. */
function nearestEqual(
  now: Side,
  mine: readonly Span[],
  before: Side,
  theirs: readonly Span[],
): readonly [number, number] | null {
  const places = new Map<string, number>();
  for (const [place, span] of theirs.entries()) {
    const text = textOf(before, span);
    if (!places.has(text)) places.set(text, place);
  }
  let nearest: readonly [number, number] | null = null;
  let fewest = Number.POSITIVE_INFINITY;
  for (const [place, span] of mine.entries()) {
    if (place >= fewest) break;
    const their_place = places.get(textOf(now, span));
    if (their_place === undefined || place + their_place >= fewest) continue;
    nearest = [place, their_place];
    fewest = place + their_place;
  }
  return nearest;
}

const textOf = ({ reader }: Side, { from, to }: Span): string => reader.bytes.toString('latin1', from, to);

/** Tells of the records before the meeting, and counts them. */
function tellRecords(side: Side, { list, rest, until }: Ahead, tellApart: ApartSink): void {
  side.reader.checkText(list[until]?.from ?? rest);
  for (const [at, { from, to }] of list.slice(0, until).entries()) {
    tellApart(side, from, to, side.number + at);
  }
  side.number += until;
}

/** Passes what was told of, and the record by which the files meet again. */
function passRecords(side: Side, { list, rest, until }: Ahead, have_met: boolean): void {
  side.reader.pass(list[have_met ? until + 1 : until]?.from ?? rest);
  if (have_met) side.number += 1;
}
