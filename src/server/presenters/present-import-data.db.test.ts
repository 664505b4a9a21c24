import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { importFiles } from '../../../test/support/import-files.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { makeTenant } from '../../../test/support/run-case.ts';
import { openDiskStorage, type Storage } from '../../storage/index.ts';
import { presentImportData } from './present-import-data.ts';

// What an import that has run tells of itself, key by key and in order, as the lifecycle document lists it.

let database: TestDatabase;
let storage: Storage;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-data-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
  removeFolder(folder);
});

async function bring(files: Readonly<Record<string, string>>, options: object = {}) {
  const tenant = await makeTenant(database.pool, 'School');
  await importFiles({ pool: database.pool, storage, options }, tenant, files);
  const { rows } = await database.pool.query('select * from sis_imports where root_account_id = $1', [
    tenant,
  ]);
  return { tenant, row: rows[0], data: presentImportData(rows[0].data) };
}

const counted = [
  ...['change_sis_ids', 'accounts', 'terms', 'abstract_courses', 'courses', 'sections', 'xlists', 'users'],
  ...['logins', 'enrollments', 'admins', 'group_categories', 'groups', 'group_memberships'],
  ...['differentiation_tag_sets', 'differentiation_tags', 'differentiation_tag_memberships'],
  ...['institutional_tag_categories', 'institutional_tags', 'institutional_tag_associations'],
  ...['grade_publishing_results', 'user_observers'],
];
const plain = ['created', 'restored', 'deleted'];
const classes = {
  ...{ Account: plain, EnrollmentTerm: plain, AbstractCourse: plain, Course: [...plain, 'concluded'] },
  ...{ CourseSection: plain, GroupCategory: plain, Group: plain, Pseudonym: plain },
  ...{ CommunicationChannel: plain, Enrollment: [...plain, 'concluded', 'deactivated'] },
  ...{ GroupMembership: plain, UserObserver: plain, AccountUser: plain },
};

const users = 'user_id,login_id,full_name,email,status\nU1,ada,Ada Byron,ada@example.org,active\n';

test('counts name every kind, and then messages', async () => {
  const { data } = await bring({ 'users.csv': users });
  expect(Object.keys(data.counts ?? {})).toEqual([...counted, 'error_count', 'warning_count']);
  expect(Object.values(data.counts ?? {}).filter((count) => count !== 0)).toEqual([1]);
});

test('in batch mode they name what was removed, too: of the kinds that were supplied alone', async () => {
  const options = { batch_mode: true, multi_term_batch_mode: true, change_threshold: 100 };
  const terms = 'term_id,name,status\nT1,Term,active\n';
  const courses = 'course_id,short_name,long_name,term_id,status\nC1,C1,Course,T1,active\n';
  const enrollments = 'course_id,user_id,role,status\n';
  const files = { 'terms.csv': terms, 'courses.csv': courses, 'enrollments.csv': enrollments };
  const { data } = await bring(files, options);
  const removed = ['batch_courses_deleted', 'batch_enrollments_deleted'];
  expect(Object.keys(data.counts ?? {}).filter((name) => name.startsWith('batch_'))).toEqual(removed);
});

test('statistics name every class, whatever came of it', async () => {
  const { data } = await bring({ 'users.csv': users });
  const { total_state_changes, ...told } = data.statistics ?? {};
  expect(Object.keys(data.statistics ?? {})[0]).toBe('total_state_changes');
  expect(total_state_changes).toBe(2);
  expect(Object.keys(told)).toEqual(Object.keys(classes));
  for (const [name, keys] of Object.entries(classes)) {
    expect(Object.keys(told[name as keyof typeof told] ?? {}).sort(), name).toEqual([...keys].sort());
  }
  // A new person shows as a login and an e-mail address.
  expect(told).toMatchObject({ Pseudonym: { created: 1 }, CommunicationChannel: { created: 1 } });
});

test('no message, row or file that is kept holds a secret', async () => {
  const header = 'user_id,login_id,password,ssha_password,full_name,status';
  const rows = [
    'U1,ada,s3cret-one,,Ada Byron,nonsense',
    ',bob,s3cret-two,,Bob Ross,active',
    'U3,cyd,s3,s3cret-three,Cyd Vole,active',
    'U4,dee,s3cret-four-good,,Dee Dot,active',
    'U5,DEE,s3cret-five,,Dee Dot,active',
  ];
  const { tenant, row } = await bring({ 'users.csv': `${[header, ...rows].join('\n')}\n` });
  const messages = await database.pool.query('select * from sis_import_messages where root_account_id = $1', [
    tenant,
  ]);
  expect(messages.rows.length).toBeGreaterThanOrEqual(3);
  expect(messages.rows.map(({ row_info }) => row_info)).toContainEqual(expect.stringContaining('nonsense'));
  const files = await database.pool.query<{ storage_key: string; display_name: string }>(
    `select storage_key, display_name from stored_files where root_account_id = $1 and display_name <> 'upload.zip'`,
    [tenant],
  );
  expect(files.rows).toHaveLength(2);
  const contents = await Promise.all(
    files.rows.map(async ({ storage_key }) => text(await storage.read(storage_key))),
  );
  expect(contents.join()).toContain('Bob Ross');
  expect(JSON.stringify([row, messages.rows, contents])).not.toContain('s3');
});
