import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { insertImportRow } from '../../../test/support/sis-import-rows.ts';
import {
  lastEventOfImport,
  listenForImportEvents,
  listImportEvents,
  readEventSpan,
} from './import-events.ts';
import { deleteOldImportEvents } from './retention.ts';

const ROOT = 7;
let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.close());

const add = (root_account_id = ROOT) => insertImportRow(database.pool, { root_account_id });

async function change(id: number, columns: string, root_account_id = ROOT): Promise<void> {
  await database.pool.query(`update sis_imports set ${columns} where root_account_id = $1 and id = $2`, [
    root_account_id,
    id,
  ]);
}

async function told(root_account_id = ROOT): Promise<readonly unknown[]> {
  const events = await listImportEvents(database.pool, root_account_id, 0, { limit: 100 });
  return events.map(({ number, kind, workflow_state, progress }) => [number, kind, workflow_state, progress]);
}

/** Lets all events be older than what is throttled. */
const letTimePass = () =>
  database.pool.query(`update sis_import_events set created_at = created_at - interval '2 seconds'`);

describe('an import tells', () => {
  test('that it was made, and of each state, whoever writes them', async () => {
    const id = await add();
    await change(id, `workflow_state = 'importing'`);
    await change(id, `workflow_state = 'importing', data = data || '{"counts": {"users": 3}}'`);
    await change(id, `workflow_state = 'imported', progress = 100`);
    expect(await told()).toEqual([
      [1, 'sis_import.created', 'created', 0],
      [2, 'sis_import.state', 'importing', 0],
      [3, 'sis_import.state', 'imported', 100],
    ]);
    const [first, , last] = await listImportEvents(database.pool, ROOT, 0, { limit: 3 });
    expect(last).toStrictEqual({
      root_account_id: ROOT,
      number: 3,
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      kind: 'sis_import.state',
      sis_import_id: id,
      workflow_state: 'imported',
      progress: 100,
      counts: { users: 3 },
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(first?.counts).toBeNull();
    expect(first?.id).not.toBe(last?.id);
  });

  test('how far it is, once a second at most', async () => {
    const id = await add();
    await change(id, `workflow_state = 'importing'`);
    await letTimePass();
    await change(id, 'progress = 5');
    // However slow this computer is, the second is not over.
    await database.pool.query(`update sis_import_events set created_at = now() + interval '1 hour'`);
    for (const progress of [6, 7]) await change(id, `progress = ${progress}`);
    expect((await told()).slice(2)).toEqual([[3, 'sis_import.progress', 'importing', 5]]);
    await database.pool.query(`update sis_import_events set created_at = now() - interval '2 seconds'`);
    await change(id, `data = data || '{"counts": {}}'`);
    await change(id, 'progress = 8');
    expect((await told()).slice(3)).toEqual([[4, 'sis_import.progress', 'importing', 8]]);
  });

  test('that it is on hold and that it was approved, with the state if that changes too', async () => {
    const id = await add();
    const hold = (fields: object | null, columns = '') =>
      change(id, `${columns} data = data || '${JSON.stringify({ hold: fields })}'`);
    await change(id, `workflow_state = 'importing'`);
    await hold({ limit: 'deletes' }, `workflow_state = 'created',`);
    await hold({ limit: 'deletes', seen_by: 3 });
    await hold({ limit: 'deletes', approved_at: '2026-11-24T08:00:00Z' });
    await hold(null);
    await hold({ limit: 'changes', approved_at: null });
    await hold(null, `workflow_state = 'importing',`);
    expect((await told()).slice(2)).toEqual([
      [3, 'sis_import.state', 'created', 0],
      [4, 'sis_import.hold', 'created', 0],
      [5, 'sis_import.approved', 'created', 0],
      [6, 'sis_import.hold', 'created', 0],
      [7, 'sis_import.state', 'importing', 0],
      [8, 'sis_import.approved', 'importing', 0],
    ]);
  });

  test('that it was aborted, which is no approval', async () => {
    const id = await add();
    await change(id, `data = data || '{"hold": {}}'`);
    await change(id, `workflow_state = 'aborted', data = data - 'hold'`);
    expect((await told()).slice(1)).toEqual([
      [2, 'sis_import.hold', 'created', 0],
      [3, 'sis_import.state', 'aborted', 0],
    ]);
  });

  test('nothing of what is rolled back, and leaves no gap', async () => {
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      await client.query('insert into sis_imports (root_account_id) values ($1)', [ROOT]);
      await client.query('set constraints all immediate');
      expect((await client.query('select from sis_import_events')).rowCount).toBe(1);
      await client.query('rollback');
    } finally {
      client.release();
    }
    await add();
    expect(await told()).toEqual([[1, 'sis_import.created', 'created', 0]]);
  });

  test('each root account by itself', async () => {
    await add();
    await add(8);
    await add(8);
    expect((await told()).length).toBe(1);
    expect((await told(8)).map((event) => (event as unknown[])[0])).toEqual([1, 2]);
  });
});

test('numbers are given in the order in which events can be seen', async () => {
  const [slow, quick] = [await database.pool.connect(), await database.pool.connect()];
  try {
    await slow.query('begin');
    await slow.query('insert into sis_imports (root_account_id) values ($1)', [ROOT]);
    // A later transaction does not wait for the slow one, which takes its number at its end.
    await quick.query('insert into sis_imports (root_account_id) values ($1)', [ROOT]);
    const seen = await listImportEvents(database.pool, ROOT, 0, { limit: 9 });
    expect(seen.map(({ number }) => number)).toEqual([1]);
    await slow.query('commit');
    const after = await listImportEvents(database.pool, ROOT, 1, { limit: 9 });
    expect(after.map(({ number }) => number)).toEqual([2]);
    expect(after[0]!.sis_import_id).toBeLessThan(seen[0]!.sis_import_id);
  } finally {
    slow.release();
    quick.release();
  }
});

test('many writers at once leave neither gap nor double', async () => {
  const ids = await Promise.all(Array.from({ length: 40 }, () => add()));
  await Promise.all(ids.map((id) => change(id, `workflow_state = 'aborted'`)));
  const events = await listImportEvents(database.pool, ROOT, 0, { limit: 100 });
  expect(events.map(({ number }) => number)).toEqual(Array.from({ length: 80 }, (_, at) => at + 1));
});

test('events are found by import and by page', async () => {
  const [first, second] = [await add(), await add()];
  await change(first, `workflow_state = 'importing'`);
  const numbers = async (after: number, limit: number, sis_import_id?: number) =>
    (await listImportEvents(database.pool, ROOT, after, { limit, sis_import_id })).map(
      ({ number }) => number,
    );
  expect(await numbers(0, 2)).toEqual([1, 2]);
  expect(await numbers(2, 2)).toEqual([3]);
  expect(await numbers(0, 9, first)).toEqual([1, 3]);
  expect(await lastEventOfImport(database.pool, ROOT, first)).toBe(3);
  expect(await lastEventOfImport(database.pool, ROOT, second)).toBe(2);
  expect(await lastEventOfImport(database.pool, 8, second)).toBeNull();
});

test('old events go, and it can be told which are left', async () => {
  expect(await readEventSpan(database.pool, ROOT)).toEqual({ last_number: 0, complete_after: 0 });
  for (let count = 0; count < 5; count++) await add();
  expect(await readEventSpan(database.pool, ROOT)).toEqual({ last_number: 5, complete_after: 0 });
  await database.pool.query(
    `update sis_import_events set created_at = now() - interval '7 days 1 minute' where number <= 3`,
  );
  const expiry = { root_account_id: ROOT, days: 7, limit: 2 };
  expect(await deleteOldImportEvents(database.pool, { ...expiry, root_account_id: 8 })).toBe(0);
  expect(await deleteOldImportEvents(database.pool, expiry)).toBe(2);
  expect(await deleteOldImportEvents(database.pool, expiry)).toBe(1);
  expect(await deleteOldImportEvents(database.pool, expiry)).toBe(0);
  expect(await readEventSpan(database.pool, ROOT)).toEqual({ last_number: 5, complete_after: 3 });
  await database.pool.query('delete from sis_import_events');
  expect(await readEventSpan(database.pool, ROOT)).toEqual({ last_number: 5, complete_after: 5 });
  await add();
  expect((await told())[0]).toEqual([6, 'sis_import.created', 'created', 0]);
});

test('a session hears whose events there are, and how it ends', async () => {
  const heard: number[] = [];
  const ear = await listenForImportEvents(database.connection, (root_account_id) =>
    heard.push(root_account_id),
  );
  await add();
  await add(8);
  await eventually(async () => heard.length === 2);
  expect(heard).toEqual([ROOT, 8]);
  await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rollcall events'
       and datname = current_database()`,
  );
  await ear.ended;
});
