import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { failAbandonedImport, findNextImport, markImportStart } from './import-queue.ts';

let database: TestDatabase;
const root_account_id = 7;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

beforeEach(() =>
  database.pool.query('truncate sis_imports, sis_import_files, sis_import_messages, installation'),
);

async function add(workflow_state: string, created_at: string, root = root_account_id): Promise<number> {
  const { rows } = await database.pool.query(
    `insert into sis_imports (root_account_id, workflow_state, created_at) values ($1, $2, $3) returning id::int`,
    [root, workflow_state, created_at],
  );
  return rows[0].id;
}

describe('the next import of a root account', () => {
  test('is the oldest one that was created, whatever its number', async () => {
    await add('created', '2026-11-23T08:00:02Z');
    const oldest = await add('created', '2026-11-23T08:00:01Z');
    expect(await findNextImport(database.pool, root_account_id)).toEqual({
      sis_import_id: oldest,
      workflow_state: 'created',
      wait_seconds: 0,
    });
  });

  test('is the one with the lower number among those of the same moment', async () => {
    const first = await add('created', '2026-11-23T08:00:01Z');
    await add('created', '2026-11-23T08:00:01Z');
    expect(await findNextImport(database.pool, root_account_id)).toMatchObject({ sis_import_id: first });
  });

  test('is one that was begun, before any older one that was not', async () => {
    await add('created', '2026-11-23T08:00:01Z');
    const begun = await add('importing', '2026-11-23T08:00:02Z');
    expect(await findNextImport(database.pool, root_account_id)).toEqual({
      sis_import_id: begun,
      workflow_state: 'importing',
      wait_seconds: 0,
    });
  });

  test('may not start before the delay since its creation is over, unless it was begun', async () => {
    const hour = 60 * 60;
    const { rows } = await database.pool.query<{ now: string }>('select clock_timestamp()::text as now');
    const [{ now }] = rows as [{ now: string }];
    const waiting = await add('created', now);
    const found = await findNextImport(database.pool, root_account_id, hour);
    expect(found).toMatchObject({ sis_import_id: waiting });
    expect(found?.wait_seconds).toBeGreaterThan(0);
    expect(found?.wait_seconds).toBeLessThanOrEqual(hour);
    const begun = await add('importing', now);
    expect(await findNextImport(database.pool, root_account_id, hour)).toMatchObject({
      sis_import_id: begun,
      wait_seconds: 0,
    });
  });

  test('does not wait once the delay is over', async () => {
    const sis_import_id = await add('created', '2026-01-01T08:00:00Z');
    expect(await findNextImport(database.pool, root_account_id, 60)).toMatchObject({
      sis_import_id,
      wait_seconds: 0,
    });
  });

  test('waits for an import that is being put back, also between two tries of it', async () => {
    const earlier = await add('restoring', '2026-11-23T08:00:01Z');
    await add('created', '2026-11-23T08:00:02Z');
    const elsewhere = await add('created', '2026-11-23T08:00:02Z', 8);
    const { rows } = await database.pool.query(
      `insert into progresses (root_account_id, context_type, context_id, tag, completion, workflow_state)
       values ($1, 'SisBatch', $2, 'sis_batch_state_restore', 30, 'running') returning id`,
      [root_account_id, earlier],
    );
    expect(await findNextImport(database.pool, root_account_id)).toBeNull();
    expect(await findNextImport(database.pool, 8)).toMatchObject({ sis_import_id: elsewhere });
    await database.pool.query(`update progresses set workflow_state = 'completed' where id = $1`, [
      rows[0].id,
    ]);
    expect(await findNextImport(database.pool, root_account_id)).not.toBeNull();
  });

  test('is none when the others are incomplete, over, or of another root account', async () => {
    for (const state of ['initializing', 'imported', 'failed', 'aborted', 'restoring'])
      await add(state, '2026-11-23T08:00:01Z');
    await add('created', '2026-11-23T08:00:01Z', 8);
    expect(await findNextImport(database.pool, root_account_id)).toBeNull();
  });
});

describe('the note that an import begins', () => {
  const mark = (sis_import_id: number) => markImportStart(database.pool, { root_account_id, sis_import_id });

  test('counts the runs that left it without getting the import any further', async () => {
    const id = await add('created', '2026-11-23T08:00:01Z');
    expect(await mark(id)).toBe(0);
    await database.pool.query(`update sis_imports set workflow_state = 'importing'`);
    expect([await mark(id), await mark(id), await mark(id)]).toEqual([1, 2, 3]);
  });

  test('counts from the start again after progress', async () => {
    const id = await add('importing', '2026-11-23T08:00:01Z');
    await database.pool.query(
      `insert into sis_import_files (root_account_id, sis_import_id, position, path, file_type, total_rows, header)
       values ($1, $2, 0, 'users.csv', 'user', 100, '[]')`,
      [root_account_id, id],
    );
    expect([await mark(id), await mark(id)]).toEqual([0, 1]);
    await database.pool.query('update sis_import_files set done_rows = 50');
    expect([await mark(id), await mark(id)]).toEqual([0, 1]);
    await database.pool.query('update sis_imports set progress = 50');
    expect(await mark(id)).toBe(0);
  });

  test('is of one import', async () => {
    const [first, second] = [
      await add('importing', '2026-11-23T08:00:01Z'),
      await add('importing', '2026-11-23T08:00:02Z'),
    ];
    expect([await mark(first), await mark(first), await mark(second)]).toEqual([0, 1, 0]);
  });
});

describe('an import that is given up', () => {
  const failIt = (sis_import_id: number) =>
    failAbandonedImport(database.pool, { root_account_id, sis_import_id, error_message: 'It is over.' });
  const read = async () =>
    (
      await database.pool.query(
        'select workflow_state, data, ended_at is not null as ended from sis_imports order by id',
      )
    ).rows;

  test('fails, with messages where there are failures among them', async () => {
    const [plain, with_failure] = [
      await add('importing', '2026-11-23T08:00:01Z'),
      await add('importing', '2026-11-23T08:00:02Z'),
    ];
    await database.pool.query(
      `insert into sis_import_messages (root_account_id, sis_import_id, code, failure, message)
       values ($1, $2, 'a', true, 'A'), ($1, $3, 'b', false, 'B')`,
      [root_account_id, with_failure, plain],
    );
    await failIt(plain);
    await failIt(with_failure);
    const data = { error_message: 'It is over.' };
    expect(await read()).toEqual([
      { workflow_state: 'failed', data, ended: true },
      { workflow_state: 'failed_with_messages', data, ended: true },
    ]);
  });

  test('stays aborted when a person was faster', async () => {
    const id = await add('aborted', '2026-11-23T08:00:01Z');
    await failIt(id);
    expect(await read()).toEqual([{ workflow_state: 'aborted', data: {}, ended: false }]);
  });
});
