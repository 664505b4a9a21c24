import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addImport } from '../../../test/support/add-import.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { makeTenant } from '../../../test/support/run-case.ts';
import { openDiskStorage, type Storage } from '../../storage/index.ts';
import { ImportInterrupted, type ImportKey } from '../context.ts';
import { runImport } from '../run-import.ts';

let database: TestDatabase;
let storage: Storage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-clean-up-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
const csv = (header: string, rows: readonly string[]) => Buffer.from(`${[header, ...rows].join('\n')}\n`);
const courses = (...ids: readonly string[]) =>
  csv(
    'course_id,short_name,long_name,term_id,status',
    ids.map((id) => `${id},${id},${id},T,active`),
  );
const sections = (...ids: readonly string[]) =>
  csv(
    'section_id,course_id,name,status',
    ids.map((id) => `${id},C1,${id},active`),
  );
const enrollments = (section_id: string, people: number) =>
  csv(
    'section_id,user_id,role,status',
    numbers(people).map((at) => `${section_id},U${at},student,active`),
  );

/** A school of one term: courses C1 and C2, sections S1 and S2 of the first, `people` students in S1. */
async function makeSchool(people: number): Promise<number> {
  const tenant = await makeTenant(database.pool, 'School');
  await run(
    await addImport({ pool: database.pool, storage }, tenant, {
      'terms.csv': csv('term_id,name,status', ['T,Term,active']),
      'courses.csv': courses('C1', 'C2'),
      'sections.csv': sections('S1', 'S2'),
      'users.csv': csv(
        'user_id,login_id,full_name,status',
        numbers(people).map((at) => `U${at},u${at},Person ${at},active`),
      ),
      'enrollments.csv': enrollments('S1', people),
    }),
  );
  return tenant;
}

async function replaceTerm(
  root_account_id: number,
  files: Readonly<Record<string, Buffer>>,
  options: object = {},
): Promise<ImportKey> {
  const terms = await database.pool.query(
    `select id from enrollment_terms where root_account_id = $1 and sis_id = 'T'`,
    [root_account_id],
  );
  return addImport({ pool: database.pool, storage }, root_account_id, files, {
    batch_mode: true,
    batch_mode_term_id: terms.rows[0].id,
    ...options,
  });
}

/** What is told of the import before each chunk of its work. */
interface Seen {
  readonly workflow_state: string;
  readonly progress: number;
  readonly data: { readonly counts?: Readonly<Record<string, number>> };
}

interface Watch {
  readonly chunk_rows?: number;
  readonly signal?: AbortSignal;
  /** Called before each chunk of the clean-up that removes something, with how many there were. */
  readonly beforePiece?: (at: number) => Promise<void> | void;
}

async function run(key: ImportKey, { chunk_rows = 1000, signal, beforePiece }: Watch = {}) {
  const seen: Seen[] = [];
  let pieces = 0;
  const log = {
    info: () => {},
    error: (fields: object) => {
      throw new Error('an import failed', { cause: fields });
    },
  };
  const hold = async () => {
    const now = await read(key);
    seen.push(now);
    if (now.data.counts?.batch_enrollments_deleted !== undefined) await beforePiece?.(pieces++);
  };
  const context = { pool: database.pool, storage, now: () => new Date(), log, chunk_rows, hold };
  await runImport(signal ? { ...context, signal } : context, key);
  return seen;
}

async function read({ root_account_id, sis_import_id }: ImportKey) {
  const { rows } = await database.pool.query(
    'select * from sis_imports where root_account_id = $1 and id = $2',
    [root_account_id, sis_import_id],
  );
  return rows[0];
}

async function states(root_account_id: number, table: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await database.pool.query(
    `select workflow_state, count(*)::int as count from ${table} where root_account_id = $1 group by 1`,
    [root_account_id],
  );
  return Object.fromEntries(rows.map(({ workflow_state, count }) => [workflow_state, count]));
}

async function removalsOf(root_account_id: number): Promise<number | null> {
  const found = await database.pool.query('select from sis_import_removals where root_account_id = $1', [
    root_account_id,
  ]);
  return found.rowCount;
}

test('the clean-up is a state of its own, with progress from 0 again, growing with what is removed', async () => {
  const school = await makeSchool(60);
  const key = await replaceTerm(school, { 'enrollments.csv': enrollments('S1', 20) });
  const seen = await run(key, { chunk_rows: 10 });
  const cleaning = seen.filter(({ workflow_state }) => workflow_state === 'cleanup_batch');
  expect(cleaning.map(({ progress }) => progress)).toEqual([0, 0, 25, 50, 75, 100]);
  expect(cleaning.map(({ data }) => data.counts?.batch_enrollments_deleted)).toEqual([
    undefined,
    0,
    10,
    20,
    30,
    40,
  ]);
  expect(seen.filter(({ workflow_state }) => workflow_state !== 'cleanup_batch').at(-1)).toMatchObject({
    workflow_state: 'importing',
  });
  const ended = await read(key);
  expect(ended).toMatchObject({ workflow_state: 'imported', progress: 100 });
  expect(ended.data.counts).toMatchObject({ enrollments: 20, batch_enrollments_deleted: 40 });
  expect(ended.data.statistics.Enrollment).toMatchObject({ deleted: 40 });
  expect(await removalsOf(school)).toBe(0);
});

test('counts tell of each kind that was cleaned, also that nothing was removed, and of no other', async () => {
  const school = await makeSchool(1);
  const key = await replaceTerm(school, {
    'courses.csv': courses('C1'),
    'enrollments.csv': enrollments('S1', 1),
  });
  await run(key);
  const { counts } = (await read(key)).data;
  expect(counts).toMatchObject({ batch_courses_deleted: 1, batch_enrollments_deleted: 0 });
  expect(counts).not.toHaveProperty('batch_sections_deleted');
});

test('an import without batch mode counts no removals', async () => {
  const school = await makeSchool(1);
  const key = await addImport({ pool: database.pool, storage }, school, { 'courses.csv': courses('C1') });
  await run(key);
  expect(Object.keys((await read(key)).data.counts).filter((name) => name.startsWith('batch'))).toEqual([]);
});

test('what is removed carries the stamp of the import, and is noted as removed by batch mode', async () => {
  const school = await makeSchool(2);
  const key = await replaceTerm(school, {
    'courses.csv': courses('C1'),
    'sections.csv': sections('S2'),
    'enrollments.csv': enrollments('S1', 1),
  });
  await run(key);
  for (const table of ['courses', 'course_sections', 'enrollments']) {
    const { rows } = await database.pool.query(
      `select sis_import_id::int from ${table} where root_account_id = $1 and workflow_state = 'deleted' order by id`,
      [school],
    );
    // The enrollment that the file lists only went along with its section.
    expect(rows.at(-1)).toEqual({ sis_import_id: key.sis_import_id });
  }
  const noted = await database.pool.query(
    `select table_name, batch_mode, before ->> 'workflow_state' as before, after ->> 'workflow_state' as after,
       (after ->> 'sis_import_id')::int as sis_import_id
     from roster_changes where root_account_id = $1 and sis_import_id = $2 order by id`,
    [school, key.sis_import_id],
  );
  const change = { batch_mode: true, after: 'deleted', sis_import_id: key.sis_import_id };
  expect(noted.rows).toEqual([
    { ...change, table_name: 'enrollments', before: 'active' },
    { ...change, table_name: 'enrollments', before: 'active', sis_import_id: null },
    { ...change, table_name: 'course_sections', before: 'active' },
    { ...change, table_name: 'courses', before: 'claimed' },
  ]);
});

test('a stopped clean-up ends aborted, complete, with its message and its errors file', async () => {
  const school = await makeSchool(4);
  const files = {
    'courses.csv': courses('C1', 'C2', 'C3'),
    'sections.csv': csv('section_id,course_id,name,status', ['S1,C1,"Open,active']),
    'enrollments.csv': enrollments('S1', 1),
  };
  const key = await replaceTerm(school, files, { change_threshold: 74 });
  await run(key);
  const ended = await read(key);
  expect(ended).toMatchObject({ workflow_state: 'aborted', progress: 100 });
  expect(ended.ended_at).not.toBeNull();
  expect(ended.data.counts).toMatchObject({ courses: 3, enrollments: 1, error_count: 1, warning_count: 1 });
  expect(ended.data.counts).not.toHaveProperty('batch_enrollments_deleted');
  expect(ended.data.statistics.Course).toMatchObject({ created: 1, deleted: 0 });
  expect(ended.processing_warnings).toEqual([[null, expect.stringContaining('3 of the enrollments')]]);
  const file = await database.pool.query('select storage_key from stored_files where id = $1', [
    ended.errors_file_id,
  ]);
  expect(await text(await storage.read(file.rows[0].storage_key))).toContain('3 of the enrollments');
  expect(await states(school, 'enrollments')).toEqual({ active: 4 });
  expect(await removalsOf(school)).toBe(0);
});

test('a person’s abort in the middle stops it there, and the import says what it had removed', async () => {
  const school = await makeSchool(50);
  const key = await replaceTerm(school, { 'enrollments.csv': enrollments('S1', 0) });
  await run(key, {
    chunk_rows: 10,
    beforePiece: async (at) => {
      if (at !== 2) return;
      await database.pool.query(
        `update sis_imports set workflow_state = 'aborted' where root_account_id = $1 and id = $2`,
        [school, key.sis_import_id],
      );
    },
  });
  const aborted = await read(key);
  expect(aborted).toMatchObject({ workflow_state: 'aborted', progress: 40, ended_at: null });
  expect(aborted.data).toMatchObject({ counts: { batch_enrollments_deleted: 20 } });
  expect(aborted.data).not.toHaveProperty('statistics');
  expect(await states(school, 'enrollments')).toEqual({ active: 30, deleted: 20 });

  // The next one takes up nothing of it.
  const next = await replaceTerm(school, { 'enrollments.csv': enrollments('S1', 45) });
  await run(next);
  expect((await read(next)).data.counts).toMatchObject({ batch_enrollments_deleted: 5 });
  expect(await states(school, 'enrollments')).toEqual({ active: 45, deleted: 5 });
  expect(await removalsOf(school)).toBe(0);
});

test('a worker that is to stop leaves the rest to the next one', async () => {
  const school = await makeSchool(50);
  const key = await replaceTerm(school, { 'enrollments.csv': enrollments('S1', 5) });
  const stop = new AbortController();
  const stopped = run(key, {
    chunk_rows: 10,
    signal: stop.signal,
    beforePiece: (at) => {
      if (at === 1) stop.abort();
    },
  });
  await expect(stopped).rejects.toThrow(ImportInterrupted);
  expect(await read(key)).toMatchObject({ workflow_state: 'cleanup_batch', ended_at: null });
  expect(await states(school, 'enrollments')).toEqual({ active: 30, deleted: 20 });
  const seen = await run(key, { chunk_rows: 10 });
  expect(seen[0]).toMatchObject({ workflow_state: 'cleanup_batch' });
  const ended = await read(key);
  expect(ended).toMatchObject({ workflow_state: 'imported' });
  expect(ended.data.counts).toMatchObject({ enrollments: 5, batch_enrollments_deleted: 45 });
  expect(ended.data.statistics.Enrollment).toMatchObject({ deleted: 45 });
});

test('a section with very many people takes several chunks', async () => {
  const school = await makeSchool(35);
  const key = await replaceTerm(school, { 'sections.csv': sections('S2') });
  let longest = 0;
  let before = 0;
  const pool = database.pool;
  const log = { info: () => {}, error: () => {} };
  const hold = async () => {
    const { deleted = 0 } = await states(school, 'enrollments');
    longest = Math.max(longest, deleted - before);
    before = deleted;
  };
  await runImport({ pool, storage, now: () => new Date(), log, chunk_rows: 10, hold }, key);
  expect(longest).toBe(10);
  expect(await states(school, 'enrollments')).toEqual({ deleted: 35 });
  expect(await states(school, 'course_sections')).toEqual({ active: 1, deleted: 1 });
  expect((await read(key)).data.counts).toMatchObject({ batch_sections_deleted: 1 });
});

test('what a person puts aside while the clean-up runs is left as they want it', async () => {
  const school = await makeSchool(30);
  const key = await replaceTerm(school, { 'enrollments.csv': enrollments('S1', 0) });
  await run(key, {
    chunk_rows: 10,
    beforePiece: async (at) => {
      if (at !== 1) return;
      await database.pool.query(
        `update enrollments set workflow_state = 'completed' where root_account_id = $1 and workflow_state = 'active'
         and id = (select max(id) from enrollments where root_account_id = $1)`,
        [school],
      );
    },
  });
  expect(await states(school, 'enrollments')).toEqual({ deleted: 29, completed: 1 });
  expect((await read(key)).data.counts).toMatchObject({ batch_enrollments_deleted: 29 });
});

test('what an import before brought that somebody aborted is in scope, and other tenants are not', async () => {
  const school = await makeSchool(3);
  const other = await makeSchool(3);
  const cut = await addImport({ pool: database.pool, storage }, school, {
    'enrollments.csv': enrollments('S1', 3),
    'users.csv': csv('user_id,login_id,full_name,status', ['U1,u1,Renamed,active']),
  });
  let chunks = 0;
  const hold = async () => {
    chunks += 1;
    if (chunks !== 5) return;
    await database.pool.query(`update sis_imports set workflow_state = 'aborted' where id = $1`, [
      cut.sis_import_id,
    ]);
  };
  const log = { info: () => {}, error: () => {} };
  await runImport({ pool: database.pool, storage, now: () => new Date(), log, chunk_rows: 1, hold }, cut);
  expect(await read(cut)).toMatchObject({ workflow_state: 'aborted' });
  await run(await replaceTerm(school, { 'enrollments.csv': enrollments('S1', 1) }));
  expect(await states(school, 'enrollments')).toEqual({ active: 1, deleted: 2 });
  expect(await states(other, 'enrollments')).toEqual({ active: 3 });
});
