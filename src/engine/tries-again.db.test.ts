import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addImport } from '../../test/support/add-import.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { importFiles } from '../../test/support/import-files.ts';
import { removeFolder } from '../../test/support/remove-folder.ts';
import { makeTenant } from '../../test/support/run-case.ts';
import { openDiskStorage, type Storage } from '../storage/index.ts';
import type { ImportKey } from './context.ts';
import { runImport } from './index.ts';

// A segment that raises is tried again at once, then in new jobs (published behaviour); that there are three jobs with
// two tries each is our choice.

let database: TestDatabase;
let folder: string;
let storage: Storage;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-tries-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
  await database.pool.query(`
    create table faults (sis_id text primary key, times int not null);
    create sequence fault_count;
    create function break_term() returns trigger language plpgsql as $$
    begin
      if (select times from faults where sis_id = new.sis_id) > 0 then
        -- Counts on although the transaction is taken back.
        if nextval('fault_count') <= (select times from faults where sis_id = new.sis_id) then
          raise exception 'out of order';
        end if;
      end if;
      return new;
    end $$;
    create trigger break_term before insert or update on enrollment_terms for each row execute function break_term()`);
});

afterAll(async () => {
  await database.close();
  removeFolder(folder);
});

beforeEach(async () => {
  await database.pool.query(`truncate faults; alter sequence fault_count restart`);
});

/** The rows of one term raise a fault, so many times. */
async function breakTerm(sis_id: string, times: number): Promise<void> {
  await database.pool.query('insert into faults (sis_id, times) values ($1, $2)', [sis_id, times]);
}

const terms = (count: number) =>
  ['term_id,name,status', ...Array.from({ length: count }, (_, at) => `T${at},Term ${at},active`), ''].join(
    '\n',
  );

async function add(options: object = {}): Promise<ImportKey> {
  const tenant = await makeTenant(database.pool, 'School');
  const { pool } = database;
  return await addImport({ pool, storage }, tenant, { 'terms.csv': Buffer.from(terms(20)) }, options);
}

interface Runs {
  /** How many jobs it took. */
  readonly jobs: number;
  /** What the log was told, in order. */
  readonly told: readonly string[];
}

/** Runs it as the queue does: again, in a new job, as long as it throws. */
async function runToItsEnd(key: ImportKey): Promise<Runs> {
  const told: string[] = [];
  const log = { info() {}, error: (_: object, text: string) => told.push(text) };
  const context = { pool: database.pool, storage, log, now: () => new Date(), chunk_rows: 5 };
  for (let jobs = 1; ; jobs += 1) {
    const isOver = await runImport(context, key).then(
      () => true,
      (error: Error) => {
        expect(error.message).toBe('out of order');
        return false;
      },
    );
    if (isOver) return { jobs, told };
  }
}

async function read({ sis_import_id, root_account_id }: ImportKey) {
  const { rows } = await database.pool.query(
    `select workflow_state, progress, ended_at is not null as ended, data -> 'counts' as counts, processing_errors,
       (select count(*) from enrollment_terms t where t.root_account_id = $1 and sis_id is not null)::int as terms,
       (select count(*) from installation n where n.root_account_id = $1)::int as notes
     from sis_imports where id = $2`,
    [root_account_id, sis_import_id],
  );
  return rows[0];
}

const done = {
  workflow_state: 'imported',
  progress: 100,
  ended: true,
  processing_errors: [],
  terms: 20,
  notes: 0,
};
const again = 'a part of an import failed; it is tried again';

describe('a part of an import that meets an unexpected fault', () => {
  test('is tried again at once, and nobody notices', async () => {
    const key = await add();
    await breakTerm('T7', 1);
    expect(await runToItsEnd(key)).toEqual({ jobs: 1, told: [again] });
    expect(await read(key)).toMatchObject({ ...done, counts: { terms: 20, error_count: 0 } });
  });

  test('is tried in further jobs, with the rows before it applied once', async () => {
    const key = await add();
    await breakTerm('T7', 5);
    expect(await runToItsEnd(key)).toEqual({ jobs: 3, told: [again, again, again] });
    expect(await read(key)).toMatchObject({ ...done, counts: { terms: 20, error_count: 0 } });
  });

  test('fails the import after six tries, with what was applied before it', async () => {
    const key = await add();
    await breakTerm('T7', 1_000);
    expect(await runToItsEnd(key)).toEqual({ jobs: 3, told: [again, again, again, 'an import failed'] });
    const { rows } = await database.pool.query('select last_value::int as tries from fault_count');
    expect(rows).toEqual([{ tries: 6 }]);
    expect(await read(key)).toMatchObject({
      workflow_state: 'failed_with_messages',
      ended: true,
      counts: { terms: 5, error_count: 1 },
      processing_errors: [[null, expect.stringContaining('unexpected fault')]],
      terms: 5,
      notes: 0,
    });
  });

  test('has its tries to itself: they count anew once the import has got further', async () => {
    const key = await add();
    await breakTerm('T7', 5);
    // The sequence stands at 6 when the rows of this one come.
    await breakTerm('T17', 11);
    const { jobs } = await runToItsEnd(key);
    expect(jobs).toBe(5);
    expect(await read(key)).toMatchObject({ ...done, counts: { terms: 20 } });
  });

  test('may be one of the clean-up', async () => {
    const tenant = await makeTenant(database.pool, 'School');
    const { pool } = database;
    const courses = (count: number) =>
      Buffer.from(
        `course_id,short_name,long_name,term_id,status\n${Array.from({ length: count }, (_, at) => `C${at},C,Course,T0,active`).join('\n')}\n`,
      );
    const files = { 'terms.csv': Buffer.from(terms(1)), 'courses.csv': courses(20) };
    await importFiles({ pool, storage }, tenant, files);
    const { rows } = await pool.query(
      `select id from enrollment_terms where root_account_id = $1 and sis_id = 'T0'`,
      [tenant],
    );
    const options = { batch_mode: true, batch_mode_term_id: rows[0].id };
    const key = await addImport({ pool, storage }, tenant, { 'courses.csv': courses(8) }, options);
    await breakTerm('C12', 3);
    await pool.query(
      'create trigger break_course before update on courses for each row execute function break_term()',
    );
    try {
      expect((await runToItsEnd(key)).jobs).toBe(2);
    } finally {
      await pool.query('drop trigger break_course on courses');
    }
    expect((await read(key)).counts).toMatchObject({ courses: 8, batch_courses_deleted: 12 });
  });

  test('may be the rehearsal of a dry run, of which nothing stays', async () => {
    const key = await add({ dry_run: true });
    await breakTerm('T7', 3);
    expect((await runToItsEnd(key)).jobs).toBe(2);
    expect(await read(key)).toMatchObject({ ...done, terms: 0 });
  });
});

test('an import that was aborted between two tries is not tried again', async () => {
  const key = await add();
  await breakTerm('T7', 1_000);
  const log = { info() {}, error() {} };
  const context = { pool: database.pool, storage, log, now: () => new Date(), chunk_rows: 5 };
  await expect(runImport(context, key)).rejects.toThrow('out of order');
  await database.pool.query(`update sis_imports set workflow_state = 'aborted' where id = $1`, [
    key.sis_import_id,
  ]);
  await runImport(context, key);
  expect(await read(key)).toMatchObject({ workflow_state: 'aborted', ended: false, terms: 5 });
});
