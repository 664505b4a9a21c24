import { setImmediate as letOthersRun } from 'node:timers/promises';
import { type HashedRows, PARTS, ROW_WORDS, rowNumber } from './hashed-rows.ts';
import { KeyTable } from './key-table.ts';
import { RowSet } from './row-set.ts';

/** What makes one file of another: rows by their numbers in their files. */
export interface RowDifference {
  /** Rows of the current file that are new or not what they were. */
  readonly changed: RowSet;
  /** Rows of the base whose key is gone. */
  readonly gone: RowSet;
}

const values_at = 4;

/** The last row of each key in one file: its number, -1 for none, and the hashes of its values. */
class LastRows {
  numbers = new Float64Array(1024);
  values = new Int32Array(2048);

  clear(keys: number): void {
    this.numbers.fill(-1, 0, keys);
  }

  /** Makes room for so many keys. */
  hold(keys: number): void {
    if (keys <= this.numbers.length) return;
    const numbers = new Float64Array(this.numbers.length * 2).fill(-1);
    numbers.set(this.numbers);
    this.numbers = numbers;
    const values = new Int32Array(this.values.length * 2);
    values.set(this.values);
    this.values = values;
  }

  /** Notes a row unless a later one of the key is there. */
  note(key: number, number: number, page: Int32Array, at: number): void {
    if ((this.numbers[key] as number) > number) return;
    this.numbers[key] = number;
    this.values[key * 2] = page[at + values_at] as number;
    this.values[key * 2 + 1] = page[at + values_at + 1] as number;
  }
}

/** Finds out by keys what has changed between two files. Of several rows with one key the last counts. */
export async function resolveKeys(current: HashedRows, base: HashedRows): Promise<RowDifference> {
  const difference = { changed: new RowSet(), gone: new RowSet() };
  const keys = new KeyTable();
  const now = new LastRows();
  const before = new LastRows();
  now.clear(now.numbers.length);
  before.clear(before.numbers.length);
  for (let part = 0; part < PARTS; part += 1) {
    for (const [rows, last] of [[current, now] as const, [base, before] as const]) {
      for (const { page, used } of rows.pagesOf(part)) {
        for (let at = 0; at < used; at += ROW_WORDS) {
          const key = keys.add(page, at);
          now.hold(keys.size);
          before.hold(keys.size);
          last.note(key, rowNumber(page, at), page, at);
        }
      }
    }
    for (let key = 0; key < keys.size; key += 1) tell(key, now, before, difference);
    now.clear(keys.size);
    before.clear(keys.size);
    keys.clear();
    await letOthersRun();
  }
  return difference;
}

function tell(key: number, now: LastRows, before: LastRows, { changed, gone }: RowDifference): void {
  const current = now.numbers[key] as number;
  const base = before.numbers[key] as number;
  if (current < 0) gone.add(base);
  else if (base < 0) changed.add(current);
  else {
    const is_same =
      now.values[key * 2] === before.values[key * 2] &&
      now.values[key * 2 + 1] === before.values[key * 2 + 1];
    if (!is_same) changed.add(current);
  }
}
