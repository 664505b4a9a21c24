import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addImport } from '../../../test/support/add-import.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { makeTenant } from '../../../test/support/run-case.ts';
import { openDiskStorage, type Storage } from '../../storage/index.ts';
import { runImport } from '../index.ts';

let database: TestDatabase;
let storage: Storage;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-progress-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
  removeFolder(folder);
});

const terms = (name: string, count: number) => {
  const rows = Array.from({ length: count }, (_, at) => `${name}${at},Term ${at},active`);
  return Buffer.from(['term_id,name,status', ...rows, ''].join('\n'));
};
const courses = (count: number) => {
  const rows = Array.from({ length: count }, (_, at) => `C${at},C${at},Course,active`);
  return Buffer.from(['course_id,short_name,long_name,status', ...rows, ''].join('\n'));
};

/** What an import shows of itself whenever it begins a chunk, and how many rows were applied by then. */
async function watch(files: Readonly<Record<string, Buffer>>) {
  const tenant = await makeTenant(database.pool, 'School');
  const key = await addImport({ pool: database.pool, storage }, tenant, files);
  const seen: { state: string; progress: number; rows: number; completed: readonly string[] | null }[] = [];
  const hold = async () => {
    const { rows } = await database.pool.query(
      `select i.workflow_state as state, i.progress, i.data -> 'completed_importers' as completed,
         (select coalesce(sum(done_rows), 0)::int from sis_import_files f where f.sis_import_id = i.id) as rows
       from sis_imports i where i.id = $1`,
      [key.sis_import_id],
    );
    seen.push(rows[0]);
  };
  const log = { info() {}, error() {} };
  const context = { pool: database.pool, storage, log, now: () => new Date(), chunk_rows: 10, hold };
  await runImport(context, key);
  return seen;
}

test('a large import moves with its rows, whichever files they stand in, and tells which kinds are done', async () => {
  const seen = await watch({
    'a.csv': terms('A', 10),
    'b.csv': terms('B', 60),
    'c.csv': courses(130),
  });
  for (const { progress, rows } of seen) expect(progress).toBe(Math.round((100 * rows) / 200));
  expect(new Set(seen.map(({ rows }) => rows))).toEqual(
    new Set(Array.from({ length: 21 }, (_, at) => 10 * at)),
  );
  expect(new Set(seen.map(({ completed }) => completed?.join() ?? null))).toEqual(
    new Set([null, '', 'term', 'term,course']),
  );
});

test('a small one stays at 0 until its end', async () => {
  const seen = await watch({ 'terms.csv': terms('T', 40) });
  expect(new Set(seen.map(({ progress }) => progress))).toEqual(new Set([0]));
  expect(seen.at(-1)?.rows).toBe(40);
});
