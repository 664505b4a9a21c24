import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { errorCode } from './embedded/data-folder.ts';
import { inTransaction } from './in-transaction.ts';

/** One numbered step of the schema. */
export interface Migration {
  readonly number: number;
  /** The file's name, e.g. `0001-roster-and-imports`. */
  readonly name: string;
  readonly sql: string;
  /** Of the text without regard to line endings. */
  readonly checksum: string;
}

interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

const FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url));

// Any number that no other user of advisory locks in this database takes: the letters "roll".
const LOCK = 0x726f6c6c;

/**
 * Brings the schema up to date and returns the names of the migrations that this call applied. Processes that
 * start at the same time wait for each other. A database that is up to date costs one query.
 */
export async function migrate(pool: Pool, migrations = readMigrations()): Promise<readonly string[]> {
  const done = pendingAfter(migrations, await readApplied(pool));
  const applied: string[] = [];
  for (const migration of done) {
    if (await apply(pool, migration, migrations)) applied.push(migration.name);
  }
  return applied;
}

/** Reads the migrations that belong to this version, in order. */
export function readMigrations(folder = FOLDER): readonly Migration[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  return files.sort().map((file, index) => {
    const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1]);
    if (number !== index + 1)
      throw new Error(`Migration ${file} should be number ${index + 1}, as in 0002-add-something.sql.`);
    const sql = readFileSync(`${folder}/${file}`, 'utf8');
    return { number, name: file.slice(0, -'.sql'.length), sql, checksum: checksumOf(sql) };
  });
}

// A checkout on Windows has other line endings and is the same migration.
function checksumOf(sql: string): string {
  const text = sql
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .trimEnd();
  return createHash('sha256').update(text).digest('hex');
}

async function readApplied(client: Pool | PoolClient): Promise<readonly AppliedMigration[]> {
  try {
    const { rows } = await client.query<AppliedMigration>(
      'select number, name, checksum from rollcall_migrations order by number',
    );
    return rows;
  } catch (error) {
    if (errorCode(error) === '42P01') return [];
    throw error;
  }
}

/** The migrations still to do; throws where the database has another history than this version. */
function pendingAfter(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  for (const row of applied) {
    const known = migrations.find((migration) => migration.number === row.number);
    if (!known)
      throw new Error(
        `The database is newer than this rollcall: it has migration ${row.name}, and this version ends ` +
          `with number ${migrations.length}. Use the newer rollcall.`,
      );
    if (known.checksum !== row.checksum)
      throw new Error(
        `Migration ${known.name} is not the one that this database was made with (there: ${row.name}). A merged ` +
          'migration must not change: restore the file, and put the change into a new one.',
      );
  }
  const numbers = new Set(applied.map((row) => row.number));
  return migrations.filter((migration) => !numbers.has(migration.number));
}

/** False: another process has applied it while we waited. */
async function apply(pool: Pool, migration: Migration, all: readonly Migration[]): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await client.query(`create table if not exists rollcall_migrations (
      number integer primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default clock_timestamp()
    )`);
    const pending = pendingAfter(all, await readApplied(client));
    if (!pending.includes(migration)) return false;
    // First, so that even a process that knows nothing of the lock collides here and not half way through.
    await client.query('insert into rollcall_migrations (number, name, checksum) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.checksum,
    ]);
    try {
      await client.query(migration.sql);
    } catch (error) {
      throw new Error(
        `Migration ${migration.name} failed${placeOf(error, migration.sql)}: ${String(error)}`,
        {
          cause: error,
        },
      );
    }
    return true;
  });
}

function placeOf(error: unknown, sql: string): string {
  if (!(error instanceof DatabaseError) || !error.position) return '';
  return ` at line ${sql.slice(0, Number(error.position)).split('\n').length}`;
}
