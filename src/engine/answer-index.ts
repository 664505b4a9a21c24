import { foldCase, type LookupSpec } from '../db/index.ts';
import { flattened } from '../format/index.ts';

/** One value, or one value per column of a two-column look-up. */
export type LookupKey = string | number | boolean | readonly [number, number | string];

/** The answer to most keys; shared, so that asking for what is not there costs no memory. */
const NONE: AnyRecord[] = [];

/** A column's value as key of a map. */
type Key = string | number | boolean;

/** A record of any table. */
export type AnyRecord = { readonly id: number } & Readonly<Record<string, unknown>>;

/**
 * The answers to the look-ups by one or two columns. A key that is present has been asked for: its list is the
 * whole answer, also when empty. Two columns are two levels of maps: joining them to one text would cost more
 * than everything else that is done with an enrollment.
 */
export class AnswerIndex {
  readonly #first: string;
  readonly #second: string | undefined;
  readonly #fold: boolean;
  readonly #live: boolean;
  readonly #only: readonly (readonly [string, string])[];
  readonly #buckets = new Map<Key, AnyRecord[] | Map<Key, AnyRecord[]>>();
  #lastKey: Key | undefined;
  #lastFound: AnyRecord[] | undefined;
  #lastFirst: Key | undefined;
  #lastInner: Map<Key, AnyRecord[]> | undefined;
  /** Ids of objects made just now, from the first up to but without the last: nothing had these keys before. */
  #freeFrom = 0;
  #freeTo = 0;
  size = 0;

  constructor({ columns, fold, live, only }: LookupSpec) {
    this.#first = columns[0] as string;
    this.#second = columns[1];
    this.#fold = fold === true;
    this.#live = live === true;
    this.#only = Object.entries(only ?? {});
  }

  #key(key: Key): Key {
    // A slice of the upload's text would keep the whole piece that it was cut from in memory.
    return typeof key === 'string' ? flattened(this.#fold ? foldCase(key) : key) : key;
  }

  find(key: LookupKey): AnyRecord[] | undefined {
    if (typeof key !== 'object') {
      // Files are mostly sorted by what their rows refer to, so that the same key comes many times in a row.
      if (key === this.#lastKey) return this.#lastFound;
      const wanted = this.#fold ? foldCase(key as string) : key;
      this.#lastFound =
        (this.#buckets.get(wanted) as AnyRecord[] | undefined) ?? (this.#isFree(wanted) ? NONE : undefined);
      this.#lastKey = key;
      return this.#lastFound;
    }
    return this.#inner(key[0])?.get(key[1]);
  }

  /** The lists of a first value by the second; files are mostly sorted so that it is the same many times in a row. */
  #inner(first: Key): Map<Key, AnyRecord[]> | undefined {
    if (first !== this.#lastFirst) {
      this.#lastInner = this.#buckets.get(first) as Map<Key, AnyRecord[]> | undefined;
      this.#lastFirst = first;
    }
    return this.#lastInner;
  }

  /** Begins an answer: nothing has the key so far. */
  open(key: LookupKey): void {
    this.size += 1;
    this.#lastKey = undefined;
    if (typeof key === 'object') this.#set(key[0], this.#key(key[1]), NONE);
    else this.#buckets.set(this.#key(key), NONE);
  }

  /** Begins the answers of objects made just now. Their ids mostly follow one another, and need no entry each then. */
  openMade(id: number): void {
    if (this.#freeTo !== 0 && this.#freeTo !== id) {
      this.open(id);
      return;
    }
    if (this.#freeTo === 0) this.#freeFrom = id;
    this.#freeTo = id + 1;
    this.size += 1;
    this.#lastKey = undefined;
  }

  #isFree(key: Key): boolean {
    return typeof key === 'number' && key >= this.#freeFrom && key < this.#freeTo;
  }

  #set(first: Key, second: Key, bucket: AnyRecord[]): void {
    const inner = this.#inner(first);
    if (inner) inner.set(second, bucket);
    else {
      this.#lastFirst = undefined;
      this.#buckets.set(first, new Map([[second, bucket]]));
    }
  }

  /** Whether the record answers a key that has been asked for. */
  answers(record: AnyRecord): boolean {
    return this.#bucketOf(record) !== undefined;
  }

  /** Takes a record into the answer that it belongs to, if that key has been asked for; out of the old one's. */
  put(record: AnyRecord, old: AnyRecord | undefined): void {
    if (this.size === 0) return;
    const bucket = this.#bucketOf(record);
    const oldBucket = old === undefined ? undefined : this.#bucketOf(old);
    const at = oldBucket?.findIndex((entry) => entry.id === record.id) ?? -1;
    if (oldBucket !== undefined && at >= 0) {
      if (oldBucket === bucket) {
        bucket[at] = record;
        return;
      }
      oldBucket.splice(at, 1);
    }
    if (bucket === NONE) this.#begin(record);
    else bucket?.push(record);
  }

  #begin(record: AnyRecord): void {
    this.#lastKey = undefined;
    const key = record[this.#first] as Key;
    const first = this.#fold ? foldCase(key as string) : key;
    if (this.#second === undefined) this.#buckets.set(first, [record]);
    else this.#set(first, record[this.#second] as Key, [record]);
  }

  #bucketOf(record: AnyRecord): AnyRecord[] | undefined {
    if (this.size === 0) return undefined;
    if (this.#only.length > 0 && this.#only.some(([name, word]) => record[name] !== word)) return undefined;
    if (this.#live && record.workflow_state === 'deleted') return undefined;
    const value = record[this.#first] as Key | null;
    if (value === null) return undefined;
    const first = this.#fold ? foldCase(value as string) : value;
    if (this.#second !== undefined) {
      const inner = this.#inner(first);
      if (inner === undefined) return this.#isFree(value) ? NONE : undefined;
      return inner.get(record[this.#second] as Key);
    }
    const found = this.#buckets.get(first) as AnyRecord[] | undefined;
    return found === undefined && this.#isFree(value) ? NONE : found;
  }
}
