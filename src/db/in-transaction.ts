import type { Pool, PoolClient } from 'pg';

interface Mode {
  readonly loose?: boolean;
}

/**
 * Runs `use` inside a transaction: committed when it returns, rolled back when it throws. `loose`: a power failure
 * within the next second may undo the transaction, whole and together with all loose ones after it; the next
 * transaction that is not loose makes it last.
 */
export async function inTransaction<T>(
  pool: Pool,
  use: (client: PoolClient) => Promise<T>,
  mode: Mode = {},
): Promise<T> {
  return await withClient(pool, (client) => inTransactionOf(client, use, mode));
}

/**
 * Lends a connection for as long as `use` takes. One that cannot roll back is thrown away; `once`: any, with the
 * tables that it has made for itself.
 */
export async function withClient<T>(
  pool: Pool,
  use: (client: PoolClient) => Promise<T>,
  { once = false }: { readonly once?: boolean } = {},
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | boolean = once;
  try {
    return await use(client);
  } catch (error) {
    if (error instanceof BrokenConnection) {
      broken = error;
      throw error.cause;
    }
    throw error;
  } finally {
    client.release(broken);
  }
}

/** A rollback failed; the cause is what went wrong before it, which the caller must learn. */
class BrokenConnection extends Error {
  override readonly name = 'BrokenConnection';
}

/** A transaction on a connection that the caller holds by `withClient`. */
export async function inTransactionOf<T>(
  client: PoolClient,
  use: (client: PoolClient) => Promise<T>,
  { loose = false }: Mode = {},
): Promise<T> {
  try {
    await client.query(loose ? 'begin; set local synchronous_commit to off' : 'begin');
    const result = await use(client);
    await client.query('commit');
    return result;
  } catch (cause) {
    // The server rolls back by itself when the connection is gone.
    await client.query('rollback').catch(() => {
      throw new BrokenConnection('A transaction could not be rolled back.', { cause });
    });
    throw cause;
  }
}
