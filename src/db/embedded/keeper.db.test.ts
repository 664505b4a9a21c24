import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type DatabaseProcess,
  keeperOf,
  logOf,
  openInProcess,
  postmasterOf,
} from '../../../test/support/database-processes.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { fastestFolder, keeperIsGone } from '../../../test/support/global-setup.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { openDataFolder } from './data-folder.ts';
import { keeperAddress } from './keeper-protocol.ts';
import { isAlive } from './postmaster-file.ts';

let folder: string;
let data_dir: string;
const open: DatabaseProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(fastestFolder(), 'rollcall-keeper-'));
  chmodSync(folder, 0o755);
  data_dir = join(folder, 'data');
});

afterEach(async () => {
  for (const process of open.splice(0)) await process.kill();
  if (existsSync(data_dir)) await keeperIsGone(data_dir);
  removeFolder(folder);
});

async function start(): Promise<DatabaseProcess> {
  const process = await openInProcess(data_dir);
  open.push(process);
  return process;
}

const running = (): number => {
  const pid = postmasterOf(data_dir);
  if (pid === null || !isAlive(pid)) throw new Error('No postgres runs.');
  return pid;
};

describe('processes of one data folder', () => {
  test('share one postgres, and the last one stops it', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    await first.query('create table kept (word text)');
    await first.query(`insert into kept values ('hello')`);
    expect(await second.query('select word from kept')).toEqual([{ word: 'hello' }]);
    const postgres = running();
    await first.end();
    expect(await second.query('select word from kept')).toEqual([{ word: 'hello' }]);
    expect(running()).toBe(postgres);
    await second.end();
    await keeperIsGone(data_dir);
    expect(isAlive(postgres)).toBe(false);
    expect(logOf(data_dir)).toContain(`postgres ${postgres} has ended`);
    const third = await start();
    expect(await third.query('select word from kept')).toEqual([{ word: 'hello' }]);
  });

  test('count as gone when they are killed', async () => {
    const [first, second] = [await start(), await start()];
    const postgres = running();
    await first.kill();
    expect(await second.query('select 1 as one')).toEqual([{ one: 1 }]);
    await second.kill();
    await keeperIsGone(data_dir);
    expect(isAlive(postgres)).toBe(false);
    expect(logOf(data_dir)).toContain(`postgres ${postgres} has ended`);
  });

  test('come and go in crowds without one being turned away', async () => {
    for (let round = 0; round < 3; round++) {
      // The next crowd comes while the keeper of the one before is stopping.
      const crowd = await Promise.all([start(), start(), start(), start()]);
      const answers = await Promise.all(
        crowd.map((each) => each.query(`select pg_postmaster_start_time()::text as at`)),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      await Promise.all(crowd.map((each, index) => (index % 2 ? each.end() : each.kill())));
    }
  });
});

describe('after kill -9', () => {
  test('of the keeper, a running process gets a new one, which takes over postgres', async () => {
    const user = await start();
    const postgres = running();
    process.kill(keeperOf(data_dir), 'SIGKILL');
    await eventually(async () => logOf(data_dir).includes(`took over postgres ${postgres}`));
    expect(running()).toBe(postgres);
    expect(await user.query('select 1 as one')).toEqual([{ one: 1 }]);
    await user.end();
    await keeperIsGone(data_dir);
    expect(isAlive(postgres)).toBe(false);
    expect(logOf(data_dir)).toContain(`postgres ${postgres} has ended`);
  });

  test('of the keeper and every user, the next start takes over postgres and stops it later', async () => {
    const user = await start();
    const postgres = running();
    process.kill(keeperOf(data_dir), 'SIGKILL');
    await user.kill();
    open.splice(0);
    const next = await start();
    expect(running()).toBe(postgres);
    await next.end();
    await keeperIsGone(data_dir);
    expect(isAlive(postgres)).toBe(false);
    expect(logOf(data_dir)).toContain(`postgres ${postgres} has ended`);
  });

  test('of everything, the next start recovers what was committed', async () => {
    const user = await start();
    await user.query('create table kept (number integer)');
    await user.query('insert into kept select generate_series(1, 1000)');
    const postgres = running();
    process.kill(keeperOf(data_dir), 'SIGKILL');
    process.kill(postgres, 'SIGKILL');
    await user.kill();
    open.splice(0);
    const next = await start();
    expect(running()).not.toBe(postgres);
    expect(await next.query('select count(*) as rows from kept')).toEqual([{ rows: 1000 }]);
  });

  test('of postgres, running processes get a new one at the same address', async () => {
    const user = await start();
    const postgres = running();
    process.kill(postgres, 'SIGKILL');
    await eventually(async () => postmasterOf(data_dir) !== postgres && keeperIsReady());
    expect(await eventually(() => user.query('select 1 as one').catch(() => false))).toEqual([{ one: 1 }]);
  });
});

function keeperIsReady(): boolean {
  return existsSync(keeperAddress(openDataFolder(data_dir)));
}

describe('what a crash leaves', () => {
  test('blocks nobody when its process id belongs to another program', async () => {
    const user = await start();
    await user.query('create table kept (word text)');
    const postgres = running();
    process.kill(keeperOf(data_dir), 'SIGKILL');
    process.kill(postgres, 'SIGKILL');
    await user.kill();
    open.splice(0);
    // Of the same user as postgres: postgres itself would take it for one of its own.
    const owner = process.getuid?.() === 0 ? statSync(join(data_dir, 'postgres')).uid : undefined;
    const other = spawn('sleep', ['60'], owner === undefined ? {} : { uid: owner });
    await once(other, 'spawn');
    for (const file of ['postmaster.pid', '.s.PGSQL.5432.lock']) {
      const path = join(data_dir, 'postgres', file);
      const [, ...rest] = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
      writeFileSync(path, [String(other.pid), ...rest].join('\n'));
    }
    const next = await start();
    expect(await next.query('select word from kept')).toEqual([]);
    expect(other.exitCode).toBeNull();
    other.kill();
  });

  test('may be an empty file', async () => {
    await (await start()).end();
    await keeperIsGone(data_dir);
    writeFileSync(join(data_dir, 'postgres', 'postmaster.pid'), '');
    writeFileSync(join(data_dir, 'keeper.sock'), '');
    const next = await start();
    expect(await next.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('may be half a cluster', async () => {
    mkdirSync(join(data_dir, 'postgres.new', 'base'), { recursive: true });
    writeFileSync(join(data_dir, 'postgres.password'), 'half');
    const user = await start();
    expect(await user.query('select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('a start that cannot succeed', () => {
  test('says so when another major version made the cluster', async () => {
    await (await start()).end();
    await keeperIsGone(data_dir);
    writeFileSync(join(data_dir, 'postgres', 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/made by PostgreSQL 17, and this rollcall brings PostgreSQL 18/);
  });

  test('shows the end of the log of postgres', async () => {
    await (await start()).end();
    await keeperIsGone(data_dir);
    writeFileSync(join(data_dir, 'postgres', 'pg_hba.conf'), 'nonsense\n');
    await expect(start()).rejects.toThrow(/invalid connection type "nonsense"[\s\S]*could not load/);
  });

  test('says so when a file stands in the place of the data folder', async () => {
    writeFileSync(data_dir, '');
    await expect(start()).rejects.toThrow(/data folder .*data cannot be used: .*not a folder/);
    rmSync(data_dir);
  });
});

test('works in a folder whose path is too long for a socket', async () => {
  data_dir = join(folder, 'a folder with a comma, a "quote" and a long name '.repeat(3), 'data');
  const [first, second] = [await start(), await start()];
  await first.query('create table kept (word text)');
  expect(await second.query('select word from kept')).toEqual([]);
  expect(first.host.length).toBeLessThan(60);
  await first.end();
  await second.end();
  await keeperIsGone(data_dir);
  expect(existsSync(first.host)).toBe(false);
});

test('keeps the log of this run and the last', async () => {
  for (let run = 0; run < 3; run++) {
    await (await start()).end();
    await keeperIsGone(data_dir);
  }
  for (const log of ['postgres.log', 'postgres.log.1'])
    expect(readFileSync(join(data_dir, log), 'utf8').match(/ready to accept/g)).toHaveLength(1);
});

test('closes what it makes to other users', async () => {
  await start();
  const closed = ['keeper.sock', 'postgres.log', 'cluster-id', 'postgres', 'postgres/rollcall-password'];
  for (const name of closed) expect([name, statSync(join(data_dir, name)).mode & 0o077]).toEqual([name, 0]);
  // To be passed through at most.
  expect(statSync(data_dir).mode & 0o066).toBe(0);
});
