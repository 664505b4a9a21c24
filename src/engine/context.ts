import type { Pool } from 'pg';
import type { Queryable } from '../db/index.ts';
import type { Storage } from '../storage/index.ts';

/** What the engine is given to work with. */
export interface EngineContext {
  readonly pool: Pool;
  readonly storage: Storage;
  /** The clock. */
  readonly now: () => Date;
  /** Told of faults that only an operator can act on; never of user data. */
  readonly log: {
    readonly error: (fields: object, text: string) => void;
    readonly info: (fields: object, text: string) => void;
  };
  /** Aborted: the run stops at the next chunk border and throws `ImportInterrupted`. */
  readonly signal?: AbortSignal;
  /**
   * Called first in each chunk's transaction: throws unless this worker still owns the import, and keeps any other
   * from taking it up until the transaction ends.
   */
  readonly hold?: (client: Queryable) => Promise<void>;
  /** Rows per transaction. */
  readonly chunk_rows?: number;
}

/** An import by its key. */
export interface ImportKey {
  readonly root_account_id: number;
  readonly sis_import_id: number;
}

/** The run was asked to stop at a chunk border; what is left is done by the next run. */
export class ImportInterrupted extends Error {
  constructor(key: ImportKey) {
    super(`import ${key.sis_import_id} was interrupted at a chunk border`);
    this.name = 'ImportInterrupted';
  }
}

/** A person aborted the import while it ran; nothing more is written. */
export class ImportAborted extends Error {
  constructor(key: ImportKey) {
    super(`import ${key.sis_import_id} was aborted`);
    this.name = 'ImportAborted';
  }
}

/** As the database and the rows write times: UTC, whole seconds. */
export function timestampOf(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
