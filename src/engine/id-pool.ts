import type { ClientBase } from 'pg';
import { type RosterTable, reserveIds } from '../db/index.ts';

interface OpenRange {
  next: number;
  readonly to: number;
}

// What a large file may take at once, and thus leave unused at its end.
const MAX_AHEAD = 50_000;

/** Ids reserved ahead, so that a plan can name the objects it makes. Ids left over serve the next chunk. */
export class IdPool {
  readonly #ranges = new Map<RosterTable, OpenRange[]>();
  readonly #reserved = new Map<RosterTable, number>();

  /** Makes sure that `count` new objects of the table can get an id. */
  async fill(client: ClientBase, table: RosterTable, count: number): Promise<void> {
    const ranges = this.#ranges.get(table) ?? [];
    const left = ranges.reduce((sum, range) => sum + range.to - range.next, 0);
    if (left >= count) return;
    // As many again as were used so far, so that a large file asks seldom and a small one leaves no gap.
    const reserved = this.#reserved.get(table) ?? 0;
    const more = Math.max(count - left, Math.min(reserved - left, MAX_AHEAD));
    this.#reserved.set(table, reserved + more);
    for (const { from, to } of await reserveIds(client, table, more)) ranges.push({ next: from, to });
    this.#ranges.set(table, ranges);
  }

  /** Gives up what is left: the next file must not make objects that look older than it. */
  drop(): void {
    this.#ranges.clear();
    this.#reserved.clear();
  }

  take(table: RosterTable): number {
    const ranges = this.#ranges.get(table);
    const first = ranges?.[0];
    if (!ranges || !first) throw new Error(`no id was reserved for a new object in ${table}`);
    const id = first.next;
    first.next += 1;
    if (first.next === first.to) ranges.shift();
    return id;
  }
}
