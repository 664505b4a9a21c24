import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { importFiles } from '../../../test/support/import-files.ts';
import { makeTenant } from '../../../test/support/run-case.ts';
import { openDiskStorage, type Storage } from '../../storage/index.ts';

let database: TestDatabase;
let storage: Storage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-finish-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** What an import that has brought these files tells of itself, with the text of its errors file. */
async function ended(files: Readonly<Record<string, string>>) {
  const tenant = await makeTenant(database.pool, 'Finish');
  await importFiles({ pool: database.pool, storage }, tenant, files);
  const { rows } = await database.pool.query(
    `select i.*, f.storage_key, f.display_name from sis_imports i
     left join stored_files f on f.root_account_id = $1 and f.id = i.errors_file_id where i.root_account_id = $1`,
    [tenant],
  );
  const row = rows[0];
  const errors = row.storage_key === null ? null : await text(await storage.read(row.storage_key));
  return { ...row, errors };
}

const terms = (good: number, bad: number) => {
  const lines = [
    ...Array.from({ length: good }, (_, at) => `T${at},Term ${at},active`),
    ...Array.from({ length: bad }, (_, at) => `B${at},,active`),
  ];
  return ['term_id,name,status', ...lines].join('\n');
};

const broken = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`broken-${10 + at}.csv`, 'a,"b\n']));

test('an import without messages is imported, complete, and has no errors file', async () => {
  const row = await ended({ 'terms.csv': terms(2, 0) });
  expect(row).toMatchObject({
    workflow_state: 'imported',
    progress: 100,
    processing_errors: [],
    processing_warnings: [],
    errors: null,
  });
  expect(row.ended_at).not.toBeNull();
});

test('up to 24 messages of either sort are listed whole', async () => {
  const row = await ended({ 'terms.csv': terms(1, 24), ...broken(24) });
  expect(row.workflow_state).toBe('failed_with_messages');
  expect(row.processing_warnings).toHaveLength(24);
  expect(row.processing_errors).toHaveLength(24);
  expect(row.processing_warnings[0]).toEqual(['terms.csv', 'Term B0 has no name']);
  expect(row.processing_errors[23][0]).toBe('broken-33.csv');
  expect(row.data.counts).toMatchObject({ terms: 1, error_count: 24, warning_count: 24 });
});

test('of more, the first 24 are listed and a last pair tells how many are left out', async () => {
  const row = await ended({ 'terms.csv': terms(0, 30), ...broken(26) });
  expect(row.processing_warnings).toHaveLength(25);
  expect(row.processing_warnings[24][0]).toContain('6 more warnings');
  expect(row.processing_errors).toHaveLength(25);
  expect(row.processing_errors[24][0]).toContain('2 more errors');
  expect(row.data.counts).toMatchObject({ terms: 0, error_count: 26, warning_count: 30 });
});

test('the errors file holds all messages with file and row', async () => {
  const row = await ended({ 'terms.csv': terms(1, 30), 'other.csv': 'a,b\n1,2\n' });
  const lines = row.errors.trimEnd().split('\n');
  expect(row.display_name).toBe(`sis_errors_attachment_${row.id}.csv`);
  expect(lines[0]).toBe('sis_import_id,file,message,row');
  expect(lines).toHaveLength(32);
  expect(lines[1]).toMatch(new RegExp(`^${row.id},other.csv,.*,$`));
  expect(lines[2]).toBe(`${row.id},terms.csv,Term B0 has no name,3`);
  expect(lines[31]).toBe(`${row.id},terms.csv,Term B29 has no name,32`);
});

test('the kinds supplied come in the order of processing, files of a header alone among them', async () => {
  const { data } = await ended({
    'a.csv': 'user_id,login_id,status\nU1,ada,active\n',
    'b.csv': terms(1, 0),
    'c.csv': 'course_id,short_name,long_name,status\n',
    'd.csv': terms(2, 0),
    'e.csv': 'section_id,name\n"',
  });
  expect(data).toMatchObject({
    supplied_batches: ['term', 'course', 'user'],
    completed_importers: ['term', 'course', 'user'],
    running_immediately: true,
    counts: { terms: 3, courses: 0, users: 1, sections: 0 },
  });
});

test('an upload of over 49 rows is not run at once', async () => {
  expect((await ended({ 'terms.csv': terms(49, 0) })).data.running_immediately).toBe(true);
  expect((await ended({ 'terms.csv': terms(50, 0) })).data.running_immediately).toBe(false);
});

test('a failed import keeps the progress of its rows', async () => {
  const row = await ended({ 'terms.csv': terms(60, 0), ...broken(1) });
  expect(row).toMatchObject({ workflow_state: 'failed_with_messages', progress: 100 });
  const small = await ended({ 'terms.csv': terms(1, 0), ...broken(1) });
  expect(small).toMatchObject({ workflow_state: 'failed_with_messages', progress: 0 });
});
