import type { ClientBase } from 'pg';
import type { RosterTable } from '../tables/roster.ts';

/**
 * A rehearsal is an import done in a transaction that is rolled back. Beside what every import writes, it notes in
 * tables of its own which rows were about which objects, and what stickiness has kept from being written.
 */
const TABLES = `
  create temp table rehearsed_files (position int, name text) on commit drop;
  create temp table rehearsed_rows (table_name text, id int8, position int, row_number int8) on commit drop;
  create temp table rehearsed_blocked (table_name text, id int8, position int, row_number int8, before jsonb, after jsonb)
    on commit drop;`;

/** Errors that say that somebody else was in the way, and that it may go better another time. */
const inTheWay = ['40001', '40P01', '55P03', '23505'];

export function isInTheWay(error: unknown): boolean {
  return error instanceof Error && 'code' in error && inTheWay.includes(String(error.code));
}

/**
 * Rehearses in a transaction of its own that is rolled back whatever comes of it. It sees the roster as it is at its
 * beginning and takes no lock of the tenant, so that people can go on; where one of them has changed an object that it
 * changes, too, it throws something of which `isInTheWay` is true. `alone`: nobody can; they wait until it is over.
 */
export async function inRehearsal<T>(
  client: ClientBase,
  { alone, root_account_id }: { readonly alone: boolean; readonly root_account_id: number },
  rehearse: () => Promise<T>,
): Promise<T> {
  await client.query(alone ? 'begin' : 'begin isolation level repeatable read');
  let result: T;
  try {
    // Shorter than the second after which PostgreSQL ends a deadlock: then it is never a person who has to give way.
    if (!alone) await client.query(`set local lock_timeout = '300ms'`);
    else
      await client.query('select from root_accounts where root_account_id = $1 for update', [
        root_account_id,
      ]);
    await client.query(TABLES);
    result = await rehearse();
  } catch (error) {
    // A connection that is gone has rolled back by itself; what broke it is what the caller must learn.
    await client.query('rollback').catch(() => 'gone');
    throw error;
  }
  await client.query('rollback');
  return result;
}

/** The version of the tenant's roster that the transaction sees. */
export async function readRosterVersion(client: ClientBase, root_account_id: number): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'select version from root_accounts where root_account_id = $1',
    [root_account_id],
  );
  return Number(rows[0]?.version ?? 0);
}

/** What the files are called. */
export async function noteRehearsedFiles(
  client: ClientBase,
  files: readonly { readonly position: number; readonly name: string }[],
): Promise<void> {
  await client.query('insert into rehearsed_files select * from unnest($1::int[], $2::text[])', [
    files.map(({ position }) => position),
    files.map(({ name }) => name),
  ]);
}

/** An object and the row that was about it. */
interface Place {
  readonly table: RosterTable;
  readonly id: number;
  readonly row: number;
}

/** Which rows of a file have changed which objects. */
export async function noteRehearsedRows(
  client: ClientBase,
  position: number,
  places: readonly Place[],
): Promise<void> {
  if (places.length === 0) return;
  await client.query({
    name: 'note_rehearsed_rows',
    text: `insert into rehearsed_rows (table_name, id, position, row_number)
      select t, i, $1, r from unnest($2::text[], $3::int8[], $4::int8[]) n(t, i, r)`,
    values: [
      position,
      places.map(({ table }) => table),
      places.map(({ id }) => id),
      places.map(({ row }) => row),
    ],
  });
}

/** What rows of a file wanted of objects, and stickiness has kept as it was. */
export async function noteBlocked(
  client: ClientBase,
  position: number,
  blocked: readonly (Place & { readonly before: object; readonly after: object })[],
): Promise<void> {
  if (blocked.length === 0) return;
  await client.query(
    `insert into rehearsed_blocked (table_name, id, position, row_number, before, after)
     select t, i, $1, r, b, a from unnest($2::text[], $3::int8[], $4::int8[], $5::jsonb[], $6::jsonb[]) n(t, i, r, b, a)`,
    [
      position,
      blocked.map(({ table }) => table),
      blocked.map(({ id }) => id),
      blocked.map(({ row }) => row),
      blocked.map(({ before }) => JSON.stringify(before)),
      blocked.map(({ after }) => JSON.stringify(after)),
    ],
  );
}
