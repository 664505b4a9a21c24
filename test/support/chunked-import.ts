import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { RunImport } from '../../src/server/jobs/index.ts';

/**
 * A stand-in for the engine that keeps its promises: an import is a number of chunks (`options.chunks`) of a
 * given length (`options.chunk_ms`), each in one transaction with the position; a killed one continues where it
 * was. What ran when, and in which process, is kept in `test_chunks`; a chunk applied twice breaks its key.
 */
export async function createChunkTable(pool: pg.Pool): Promise<void> {
  await pool.query(`create table test_chunks (
    root_account_id bigint, sis_import_id bigint, chunk integer, pid integer,
    started_at timestamptz, ended_at timestamptz, primary key (root_account_id, sis_import_id, chunk))`);
}

/** Adds an import in state `created`, and returns its id. */
export async function addChunkedImport(
  db: pg.Pool | pg.ClientBase,
  root_account_id: number,
  options: { readonly chunks: number; readonly chunk_ms: number; readonly crash_at?: number },
): Promise<number> {
  const { rows } = await db.query(
    `insert into sis_imports (root_account_id, workflow_state, options) values ($1, 'created', $2) returning id::int`,
    [root_account_id, JSON.stringify(options)],
  );
  const { id } = rows[0];
  await db.query(
    `insert into sis_import_files (root_account_id, sis_import_id, position, path, file_type, total_rows, header)
     values ($1, $2, 0, 'users.csv', 'user', $3, '[]')`,
    [root_account_id, id, options.chunks],
  );
  return id;
}

/** The engine's part of the bargain with the jobs; `options.crash_at` kills the process at that chunk. */
export const runChunkedImport: RunImport = async (context, { root_account_id, sis_import_id }) => {
  const key = [root_account_id, sis_import_id];
  const where = 'root_account_id = $1 and sis_import_id = $2';
  const { pool } = context.database;
  const begun = await pool.query(
    `update sis_imports set workflow_state = 'importing', started_at = coalesce(started_at, clock_timestamp())
     where root_account_id = $1 and id = $2 and workflow_state in ('created', 'importing') returning options`,
    key,
  );
  const options = begun.rows[0]?.options;
  if (options === undefined) return;
  for (;;) {
    context.signal.throwIfAborted();
    const client = await pool.connect();
    client.on('error', ignore);
    try {
      await client.query('begin');
      await context.hold(client);
      const file = await client.query(
        `select done_rows::int as done from sis_import_files where ${where}`,
        key,
      );
      const { done } = file.rows[0];
      if (done === options.chunks) {
        await client.query(
          `update sis_imports set workflow_state = 'imported', progress = 100, ended_at = clock_timestamp()
           where root_account_id = $1 and id = $2`,
          key,
        );
        await client.query('commit');
        return;
      }
      if (done === options.crash_at) process.kill(process.pid, 'SIGKILL');
      const started = await client.query('select clock_timestamp()::text as at');
      await delay(options.chunk_ms);
      await client.query('insert into test_chunks values ($1, $2, $3, $4, $5, clock_timestamp())', [
        ...key,
        done,
        process.pid,
        started.rows[0].at,
      ]);
      await client.query(`update sis_import_files set done_rows = done_rows + 1 where ${where}`, key);
      await client.query('commit');
    } finally {
      client.off('error', ignore);
      // Closing the connection also ends a transaction that was left by an exception.
      client.release(true);
    }
  }
};

function ignore(): void {
  // The query under way rejects as well.
}
