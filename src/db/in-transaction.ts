import type { Pool, PoolClient } from 'pg';

/**
 * Runs `use` inside a transaction: committed when it returns, rolled back when it throws. `loose`: a power failure
 * within the next second may undo the transaction, whole and together with all loose ones after it; the next
 * transaction that is not loose makes it last.
 */
export async function inTransaction<T>(
  pool: Pool,
  use: (client: PoolClient) => Promise<T>,
  { loose = false }: { readonly loose?: boolean } = {},
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(loose ? 'begin; set local synchronous_commit to off' : 'begin');
    const result = await use(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // What went wrong first is what the caller must learn; a connection that cannot roll back is thrown away,
    // and the server rolls back by itself.
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
