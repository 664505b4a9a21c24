import { flattened } from '../../format/index.ts';

/** What an index holds: a record with a SIS ID and, in some types, an integration ID. */
export interface Indexed {
  readonly id: string;
  integration_id: string | null;
}

/** The objects of a kind by their two kinds of ID. */
export class RecordIndex<T extends Indexed> {
  readonly #by_id = new Map<string, T>();
  readonly #by_integration_id = new Map<string, T>();

  get size(): number {
    return this.#by_id.size;
  }

  /** The object with this SIS ID, deleted ones included. */
  get(id: string | null): T | undefined {
    return id === null ? undefined : this.#by_id.get(id);
  }

  withIntegrationId(id: string | null): T | undefined {
    return id === null ? undefined : this.#by_integration_id.get(id);
  }

  /** The object that holds this integration ID and is another than `own`. */
  otherHolder(id: string | null, own: T | undefined): T | undefined {
    const holder = this.withIntegrationId(id);
    return holder === own ? undefined : holder;
  }

  add(record: T): T {
    // A cell cut from a chunk of a file would keep that chunk alive.
    this.#by_id.set(flattened(record.id), record);
    this.noteIntegrationId(record);
    return record;
  }

  /** Lets a new record be found by its integration ID, too. */
  protected noteIntegrationId(record: T): void {
    if (record.integration_id !== null) this.#by_integration_id.set(flattened(record.integration_id), record);
  }

  setIntegrationId(record: T, id: string | null): void {
    if (record.integration_id === id) return;
    if (record.integration_id !== null) this.#by_integration_id.delete(record.integration_id);
    record.integration_id = id === null ? null : flattened(id);
    if (record.integration_id !== null) this.#by_integration_id.set(record.integration_id, record);
  }

  /** Gives an object another SIS ID, which must be free. */
  rename(record: T, id: string): void {
    this.#by_id.delete(record.id);
    (record as { id: string }).id = flattened(id);
    this.#by_id.set(record.id, record);
  }

  values(): IterableIterator<T> {
    return this.#by_id.values();
  }
}
