import type { Pool, PoolConfig } from 'pg';

/** An open database. */
export interface Database {
  /** The address that was given; null for the embedded one. Holds a password: never log it. */
  readonly url: string | null;
  readonly pool: Pool;
  /**
   * How to make another pool on the same database, for a library that wants its own. Values come as the
   * driver's defaults there, because such a library expects those.
   */
  readonly connection: PoolConfig;
  /** Ends the pool; the embedded postgres stops when no other process uses it. */
  close(): Promise<void>;
}
