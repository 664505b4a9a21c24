import type { ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../src/client/index.ts';
import { type RunningServer, startServer } from '../src/server/index.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { eventually } from './support/eventually.ts';
import { approveAllHeld, lifeCommands } from './support/lifecycle/commands.ts';
import { expectedOf } from './support/lifecycle/expected.ts';
import { ended, type Life, look, type School } from './support/lifecycle/school.ts';
import { settings } from './support/lifecycle/uploads.ts';
import { removeFolder } from './support/remove-folder.ts';
import { makeTenant } from './support/run-case.ts';
import {
  endProcess,
  endWorkerProcesses,
  removeWorkerProgram,
  startWorkerProcess,
} from './support/worker-processes.ts';

// The life of imports in two root accounts, in any order of what people and fate may do to them: a server that takes
// uploads, and a worker process that is killed now and then. A new thing to do is one more entry in `commands.ts`, and
// what it leads to is told in `expected.ts`.

const runs = Number(process.env.LAWS_RUNS ?? 6);
const patience = { timeout: process.env.LAWS_RUNS === undefined ? 400_000 : 10_000_000 };
const CHUNK_ROWS = 2;

let database: TestDatabase;
let folder: string;
let server: RunningServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-lifecycle-'));
  database = await createTestDatabase();
  const place = { database_url: database.url, data_dir: folder };
  server = await startServer({ ...place, port: 0, host: '127.0.0.1', workers: 0 });
});

afterAll(async () => {
  await endWorkerProcesses();
  removeWorkerProgram();
  await server.close();
  await database.close();
  removeFolder(folder);
});

function makeWorker(): Life['worker'] {
  let process: ChildProcess | null = null;
  return {
    isAlive: () => process !== null,
    async start() {
      process = await startWorkerProcess(database.url, {
        concurrency: 2,
        check_ms: 50,
        grace_ms: 100,
        engine: { files: join(folder, 'files'), chunk_rows: CHUNK_ROWS },
      });
    },
    async kill() {
      if (process !== null) await endProcess(process, 'SIGKILL');
      process = null;
      // What it had sent the database still does.
      await eventually(async () => {
        const busy = await database.pool.query(
          `select from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
           and state <> 'idle' and pid <> pg_backend_pid()`,
        );
        return busy.rowCount === 0;
      }, 60_000);
    },
  };
}

async function makeSchool(): Promise<School> {
  const account_id = await makeTenant(database.pool, 'School');
  const { rows } = await database.pool.query<{ id: number }>(
    'select id from enrollment_terms where root_account_id = $1 and is_default',
    [account_id],
  );
  await database.pool.query('update accounts set settings = $2 where root_account_id = $1 and id = $1', [
    account_id,
    settings,
  ]);
  return { account_id, term_id: rows[0]!.id, imports: [] };
}

async function makeLife(): Promise<Life> {
  const schools = [await makeSchool(), await makeSchool()];
  const client = createClient({ base_url: server.url, token: server.token });
  const worker = makeWorker();
  await worker.start();
  return { pool: database.pool, client, schools, worker, crashes: 0 };
}

/** Waits until there is nothing left to do, with a worker to do it. */
async function untilQuiet(life: Life): Promise<void> {
  if (!life.worker.isAlive()) await life.worker.start();
  await eventually(async () => {
    for (const school of life.schools) await look(life, school);
    return life.schools.every(({ imports }) =>
      imports.every(({ seen }) => seen.is_held || ended.includes(seen.workflow_state)),
    );
  }, 180_000);
}

async function expectAsModelled(life: Life, school: School): Promise<void> {
  const expected = await expectedOf(life, school);
  const told = school.imports.map(({ id, seen: { workflow_state, data } }) => ({
    id,
    workflow_state,
    rows: data.counts?.courses ?? 0,
    removed: data.counts?.batch_courses_deleted ?? null,
  }));
  expect(told).toEqual([...school.imports].map(({ id }) => ({ id, ...expected.imports.get(id) })));
  const { rows } = await database.pool.query<{ course: number; state: string }>(
    `select substr(sis_id, 2)::int as course, workflow_state as state from courses
     where root_account_id = $1 and sis_id is not null order by id`,
    [school.account_id],
  );
  expect(rows.map(({ course, state }) => [course, state])).toEqual([...expected.courses]);
}

test('whatever happens to imports, each comes to the end that it should', patience, async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(lifeCommands, { maxCommands: 40, size: 'max' }), async (commands) => {
      const life = await makeLife();
      try {
        await fc.asyncModelRun(() => ({ model: life, real: life }), commands);
        await untilQuiet(life);
        await approveAllHeld(life);
        await untilQuiet(life);
        for (const school of life.schools) await expectAsModelled(life, school);
      } finally {
        await life.worker.kill();
      }
    }),
    { numRuns: runs, endOnFailure: true },
  );
});
