import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { prepareQueue } from '../../queue/index.ts';
import type { Storage } from '../../storage/index.ts';
import { type JobKind, type RunImport, startWorkers, type Workers } from './index.ts';
import { enqueuePutBack } from './put-back.ts';
import { enqueueReport } from './run-report.ts';

const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
let database: TestDatabase;
let workers: Workers | undefined;

beforeEach(async () => {
  database = await createTestDatabase();
  workers = undefined;
});

afterEach(async () => {
  await workers?.stop();
  await database.close();
});

async function start(
  runImport: RunImport,
  options: { turn_ms?: number; sweep_ms?: number; only?: JobKind } = {},
) {
  // No run of these tests opens an upload.
  const storage = {} as Storage;
  workers = await startWorkers({ database, storage, log, concurrency: 1, runImport, ...options });
  return workers;
}

async function addImport(root_account_id: number, workflow_state = 'created'): Promise<number> {
  const { rows } = await database.pool.query(
    'insert into sis_imports (root_account_id, workflow_state) values ($1, $2) returning id::int',
    [root_account_id, workflow_state],
  );
  return rows[0].id;
}

async function finish(root_account_id: number, id: number, workflow_state = 'imported'): Promise<void> {
  await database.pool.query(
    'update sis_imports set workflow_state = $3 where root_account_id = $1 and id = $2',
    [root_account_id, id, workflow_state],
  );
}

test('imports that nobody queued are run: those there at the start, and those found later', async () => {
  const ran: number[] = [];
  const early = await addImport(1, 'importing');
  await start(
    async (_context, { root_account_id, sis_import_id }) => {
      ran.push(sis_import_id);
      await finish(root_account_id, sis_import_id);
    },
    { sweep_ms: 50 },
  );
  await eventually(async () => ran.length === 1);
  const late = await addImport(2);
  await eventually(async () => ran.length === 2);
  expect(ran).toEqual([early, late]);
});

test('an import that was begun and lost its job is run, though the undo of an earlier one waits for it', async () => {
  const { pool } = database;
  const earlier = await addImport(1, 'restoring');
  const begun = await addImport(1, 'importing');
  const progress = await pool.query(
    `insert into progresses (root_account_id, context_type, context_id, tag, workflow_state)
     values (1, 'SisBatch', $1, 'sis_import_undo', 'queued') returning id::int`,
    [earlier],
  );
  const ran: number[] = [];
  const run: RunImport = async (_context, { root_account_id, sis_import_id }) => {
    ran.push(sis_import_id);
    await finish(root_account_id, sis_import_id);
  };
  const progress_id = progress.rows[0].id;
  const job = { root_account_id: 1, sis_import_id: earlier, progress_id, user_id: null };
  const request = { kind: 'undo', ...job, state_before: 'imported', force: false } as const;
  await prepareQueue({ connection: database.connection, log });
  await enqueuePutBack(pool, request);
  await start(run, { sweep_ms: 50 });
  await eventually(async () => ran.length === 1);
  expect(ran).toEqual([begun]);
  await eventually(async () => {
    const { rows } = await pool.query('select workflow_state from progresses where id = $1', [progress_id]);
    return ['completed', 'failed'].includes(rows[0].workflow_state);
  });
});

test('root accounts take turns when one has much to do', async () => {
  const expected: number[] = [];
  for (let round = 0; round < 3; round++) for (const root of [1, 2]) expected.push(await addImport(root));
  const ran: number[] = [];
  await start(
    async (_context, { root_account_id, sis_import_id }) => {
      ran.push(sis_import_id);
      await finish(root_account_id, sis_import_id);
    },
    // Over as soon as it has begun, so that each turn is one import.
    { turn_ms: 0 },
  );
  await eventually(async () => ran.length === 6);
  expect(ran).toEqual(expected);
});

test('one that was aborted while it waited never runs', async () => {
  const ran: number[] = [];
  const [first, second, third] = [await addImport(1), await addImport(1), await addImport(1)];
  const { enqueueImport } = await start(async (_context, { root_account_id, sis_import_id }) => {
    ran.push(sis_import_id);
    await finish(1, second, 'aborted');
    await finish(root_account_id, sis_import_id);
  });
  await enqueueImport(1);
  await eventually(async () => ran.length === 2);
  expect(ran).toEqual([first, third]);
});

test('an import whose run fails is tried again, and is not taken for one that ends its worker', async () => {
  let runs = 0;
  const id = await addImport(1);
  await start(async (_context, key) => {
    runs++;
    if (runs < 3) throw new Error('the storage is away');
    await finish(key.root_account_id, key.sis_import_id);
  });
  await eventually(async () => {
    const { rowCount } = await database.pool.query('select from graphile_worker.jobs');
    return runs === 3 && rowCount === 0;
  });
  const { rows } = await database.pool.query(
    `select i.workflow_state, (select count(*)::int from installation where name = 'import_start') as notes
     from sis_imports i where id = $1`,
    [id],
  );
  expect(rows).toEqual([{ workflow_state: 'imported', notes: 0 }]);
  expect(runs).toBe(3);
});

test('an import that its run leaves unfinished does not spin', async () => {
  let runs = 0;
  await addImport(1);
  await start(async () => {
    runs++;
  });
  const { rows } = await eventually(async () => {
    const jobs = await database.pool.query('select last_error from graphile_worker.jobs');
    return jobs.rows[0]?.last_error ? jobs : undefined;
  });
  expect(rows[0].last_error).toContain('was left in state created');
  expect(runs).toBe(1);
});

test('a process for one kind of job leaves the other kind alone', async () => {
  const jobs = async () => {
    const { rows } = await database.pool.query('select task_identifier as task from graphile_worker.jobs');
    return rows.map(({ task }) => task);
  };
  const id = await addImport(1);
  const finishAny: RunImport = async (_context, key) => finish(key.root_account_id, key.sis_import_id);
  const for_reports = await start(finishAny, { only: 'reports' });
  await for_reports.enqueueImport(1);
  await enqueueReport(database.pool, { root_account_id: 1, id: 1 });
  // There is no such report, so that its job ends at once.
  await eventually(async () => (await jobs()).join() === 'run_imports');
  await for_reports.stop();

  await enqueueReport(database.pool, { root_account_id: 1, id: 1 });
  await start(finishAny, { only: 'imports' });
  await eventually(async () => (await jobs()).join() === 'run_report');
  const { rows } = await database.pool.query('select workflow_state from sis_imports where id = $1', [id]);
  expect(rows).toEqual([{ workflow_state: 'imported' }]);
});

test('stopping interrupts the import and leaves it to the next worker at once', async () => {
  let runs = 0;
  const id = await addImport(1);
  const run: RunImport = async ({ signal }, key) => {
    runs++;
    if (runs === 1) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    signal.throwIfAborted();
    await finish(key.root_account_id, key.sis_import_id);
  };
  const first = await start(run);
  await eventually(async () => runs === 1);
  await first.stop();
  const { rows: jobs } = await database.pool.query(
    `select attempts, locked_by, run_at <= now() as is_due from graphile_worker.jobs
     where task_identifier = 'run_imports'`,
  );
  expect(jobs).toEqual([{ attempts: 0, locked_by: null, is_due: true }]);
  await start(run);
  await eventually(async () => {
    const { rows } = await database.pool.query('select workflow_state from sis_imports where id = $1', [id]);
    return rows[0].workflow_state === 'imported';
  });
  expect(runs).toBe(2);
});

function ignore(): void {
  // The tests look at what happens, not at what is said about it.
}
