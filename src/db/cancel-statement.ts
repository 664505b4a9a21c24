import type { ClientBase } from 'pg';
import { onlyRow, type Queryable } from './queryable.ts';

/** By which `cancelStatement` knows the connection; good for as long as a transaction lasts. */
export async function backendOf(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ readonly pid: number }>('select pg_backend_pid() as pid');
  return onlyRow(rows).pid;
}

/** Ends the statement that the connection is at; its caller sees it fail. */
export async function cancelStatement(db: Queryable, backend: number): Promise<void> {
  await db.query('select pg_cancel_backend($1)', [backend]);
}
