import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { urlOfDatabase } from '../../test/support/global-setup.ts';
import { defaultDataFolder } from './embedded/data-folder.ts';
import { inTransaction } from './in-transaction.ts';
import { openDatabase, resolveDatabaseOptions, withoutPassword } from './open-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const ask = async (sql: string, values: unknown[] = []): Promise<unknown> =>
  (await database.pool.query(sql, values)).rows[0];

describe('values', () => {
  test('come as JavaScript has them', async () => {
    const row = await ask(
      `select 12::bigint as id, array[1, null, 3]::bigint[] as ids, null::bigint as none, 1.50::numeric as score,
        timestamptz '2026-11-23 09:00:00.5+01' as at, $1::jsonb as options, 7::integer as small`,
      [{ batch_mode: true }],
    );
    const at = '2026-11-23T08:00:00Z';
    const options = { batch_mode: true };
    expect(row).toEqual({ id: 12, ids: [1, null, 3], none: null, score: '1.50', at, options, small: 7 });
  });

  test('keep to UTC whatever the address asks of the session', async () => {
    const url = `${database.url}&options=-c%20TimeZone%3DAsia/Tokyo%20-c%20DateStyle%3DGerman%20-c%20work_mem%3D5MB`;
    const other = await openDatabase({ url });
    const { rows } = await other.pool.query(
      `select timestamptz '2026-11-23 08:00Z' as at, current_setting('work_mem') as memory`,
    );
    expect(rows).toEqual([{ at: '2026-11-23T08:00:00Z', memory: '5MB' }]);
    await other.close();
  });

  test('come as the driver has them for a library with a pool of its own', async () => {
    const pool = new Pool(database.connection);
    const { rows } = await pool.query(`select 12::bigint as id, current_setting('application_name') as name`);
    expect(rows).toEqual([{ id: '12', name: 'rollcall' }]);
    await pool.end();
  });
});

describe('a lost connection', () => {
  test('is a warning when idle, an error for its borrower, and never the end of the process', async () => {
    const warnings: string[] = [];
    const watched = await openDatabase({ url: database.url, warn: (error) => warnings.push(error.message) });
    const idle = await watched.pool.connect();
    const lent = await watched.pool.connect();
    const pids = [await pidOf(idle), await pidOf(lent)];
    idle.release();
    await database.pool.query('select pg_terminate_backend(pid) from unnest($1::integer[]) as pid', [pids]);
    // The pool drops the idle one by itself; the lent one stays its borrower's.
    await eventually(async () => watched.pool.totalCount === 1);
    expect(warnings.length).toBeGreaterThan(0);
    await expect(lent.query('select 1')).rejects.toThrow();
    lent.release(true);
    expect((await watched.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await watched.close();
  });

  test('is none while the database is closed, as the server may end before its connections have', async () => {
    const warnings: string[] = [];
    const watched = await openDatabase({ url: database.url, warn: (error) => warnings.push(error.message) });
    const lent = await watched.pool.connect();
    const pid = await pidOf(lent);
    const closed = watched.close();
    const lost = new Promise((resolve) => lent.once('error', resolve));
    await database.pool.query('select pg_terminate_backend($1)', [pid]);
    await lost;
    lent.release(true);
    await closed;
    expect(warnings).toEqual([]);
  });
});

async function pidOf(client: Pick<Pool, 'query'>): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid ?? 0;
}

describe('a transaction', () => {
  test('is committed when its work returns', async () => {
    await database.pool.query('create table kept (word text)');
    expect(
      await inTransaction(database.pool, (client) => client.query(`insert into kept values ('a')`)),
    ).toMatchObject({ rowCount: 1 });
    expect(await ask('select count(*) as rows from kept')).toEqual({ rows: 1 });
  });

  test('is rolled back when its work throws, which is what the caller sees', async () => {
    const work = inTransaction(database.pool, async (client) => {
      await client.query(`insert into kept values ('b')`);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await ask(`select count(*) as rows from kept where word = 'b'`)).toEqual({ rows: 0 });
  });

  test('gives up a connection that it lost', async () => {
    const work = inTransaction(database.pool, async (client) => {
      await database.pool.query('select pg_terminate_backend($1)', [await pidOf(client)]);
      await client.query('select 1');
    });
    // What it hears depends on who is faster, the server's word or the closed socket.
    await expect(work).rejects.toThrow(/terminat|closed|connection error|EPIPE|ECONNRESET/i);
    expect(await ask('select 1 as one')).toEqual({ one: 1 });
  });
});

describe('a server that cannot be used', () => {
  test('is named without its password', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const opening = openDatabase({ url: `postgres://ann:secret@127.0.0.1:${port}/school` });
    await expect(opening).rejects.toThrow(
      `The database postgres://ann:***@127.0.0.1:${port}/school cannot be used`,
    );
    server.close();
    await expect(openDatabase({ url: urlOfDatabase(database.url, 'missing') })).rejects.toThrow(
      'database "missing" does not exist',
    );
  });

  test.each([
    ['nonsense', /^nonsense is no address of a PostgreSQL server/],
    ['mysql://ann:secret@host/db', /^mysql:\/\/ann:\*\*\*@host\/db is no address/],
    ['postgres://ann:secret@127.0.0.1:1/school', /cannot be used: nothing answers at 127\.0\.0\.1:1\.$/],
    ['postgres://host.invalid/school', /cannot be used: there is no host host\.invalid\.$/],
    ['postgres://localhost:port/school', /cannot be used: the address is malformed\.$/],
  ])('%s is refused in a sentence', async (url, sentence) => {
    await expect(openDatabase({ url })).rejects.toThrow(sentence);
  });

  test.each([
    ['postgres://ann:se:cr@host/db', 'postgres://ann:***@host/db'],
    ['postgres://ann@host/db?password=secret&ssl=1', 'postgres://ann@host/db?password=***&ssl=1'],
    ['postgres://host/db', 'postgres://host/db'],
  ])('%s is shown as %s', (url, shown) => {
    expect(withoutPassword(url)).toBe(shown);
  });
});

describe('the choice of a database', () => {
  const env = { HOME: '/home/ann', DATABASE_URL: 'postgres://env/db' };

  test.each([
    [{ database_url: 'postgres://cli/db' }, env, 'postgres://cli/db'],
    [{}, env, 'postgres://env/db'],
    [{ data: '/srv/data' }, env, undefined],
    [{ data: '/srv/data', database_url: 'postgres://cli/db' }, env, 'postgres://cli/db'],
    [{}, { ...env, DATABASE_URL: '' }, undefined],
  ])('of %o with %o is %s', (cli, environment, url) => {
    const chosen = resolveDatabaseOptions(cli, environment);
    expect(chosen.url).toBe(url);
    expect(chosen.data_dir).toBe('data' in cli ? cli.data : defaultDataFolder(environment));
  });

  test('puts data where the platform keeps data of users', () => {
    expect(defaultDataFolder(env, 'linux')).toBe(join('/home/ann', '.local', 'share', 'rollcall'));
    expect(defaultDataFolder({ ...env, XDG_DATA_HOME: '/data' }, 'linux')).toBe(join('/data', 'rollcall'));
    expect(defaultDataFolder(env, 'darwin')).toBe(
      join('/home/ann', 'Library', 'Application Support', 'rollcall'),
    );
    expect(defaultDataFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe(join('/local', 'rollcall'));
  });
});
