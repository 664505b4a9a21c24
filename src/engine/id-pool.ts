import type { ClientBase } from 'pg';
import { type RosterTable, reserveIds } from '../db/index.ts';

/** Ids reserved ahead, so that a plan can name the objects it makes. Ids left over serve the next chunk. */
export class IdPool {
  readonly #ids = new Map<RosterTable, number[]>();

  /** Makes sure that `count` new objects of the table can get an id. */
  async fill(client: ClientBase, table: RosterTable, count: number): Promise<void> {
    const ids = this.#ids.get(table) ?? [];
    if (ids.length < count) {
      const more = await reserveIds(client, table, count - ids.length);
      // Taken from the end: highest first in the list, so that rows get rising ids.
      this.#ids.set(table, [...more.reverse(), ...ids]);
    }
  }

  take(table: RosterTable): number {
    const id = this.#ids.get(table)?.pop();
    if (id === undefined) throw new Error(`no id was reserved for a new object in ${table}`);
    return id;
  }
}
