import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDiskStorage, type Storage } from '../src/storage/index.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { exportedFiles } from './support/exported-files.ts';
import { importFiles } from './support/import-files.ts';
import { makeTenant } from './support/run-case.ts';

let database: TestDatabase;
let storage: Storage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-chunks-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const one = (...values: readonly string[]) => fc.constantFrom(...values);
const people = ['U1', 'U2', 'U3', 'P1', 'P2'];
const courses = ['C1', 'C2'];
const sections = ['S1', 'S2', 'S3'];
const dates = ['', '2027-01-01', '2027-02-01'];

/** What the cells of each file are drawn from: few objects, so that rows meet each other. */
const columns: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<string>>>>> = {
  change_sis_id: {
    type: one('user', 'user', 'section', 'course'),
    old_id: one(...people, ...sections, ...courses),
    new_id: one('U3', 'U4', 'S3', 'C2', 'P1', 'X1'),
  },
  courses: {
    course_id: one(...courses),
    short_name: one('ALG'),
    long_name: one('Algebra', 'Biology'),
    status: one('active', 'active', 'published', 'completed', 'deleted'),
  },
  sections: {
    section_id: one(...sections),
    course_id: one(...courses),
    name: one('One', 'Two'),
    status: one('active', 'active', 'active', 'deleted'),
  },
  users: {
    user_id: one(...people),
    login_id: one('ada', 'bob', 'cyd', 'dee', 'pat'),
    full_name: one('Ada Byron', 'Bob Ross'),
    email: one('', 'a@example.org', 'b@example.org', 'nowhere'),
    status: one('active', 'active', 'active', 'suspended', 'deleted'),
  },
  logins: {
    user_id: one('L1', 'L2', 'U3'),
    login_id: one('lab.1', 'lab.2', 'ada'),
    existing_user_id: one(...people, 'L1', 'L2'),
    email: one('', 'a@example.org', 'c@example.org'),
  },
  enrollments: {
    course_id: one('', '', ...courses),
    section_id: one('', ...sections),
    user_id: one(...people, 'L1'),
    role: one('student', 'student', 'student', 'observer', 'teacher'),
    associated_user_id: one('', 'U1', 'U2'),
    status: one('active', 'active', 'completed', 'inactive', 'deleted', 'deleted_last_completed'),
    start_date: one(...dates),
    end_date: one(...dates),
  },
  admins: {
    user_id: one(...people, 'L1'),
    account_id: one(''),
    role: one('AccountAdmin'),
    status: one('active', 'deleted'),
  },
  user_observers: {
    observer_id: one('P1', 'P2', 'L1'),
    student_id: one('U1', 'U2', 'P1'),
    status: one('active', 'active', 'deleted'),
  },
};

/** An upload: each file with up to twelve rows, name to content. */
const upload = fc.record(
  Object.fromEntries(
    Object.entries(columns).map(([name, cells]) => {
      const header = Object.keys(cells);
      const rows = fc.array(fc.tuple(...Object.values(cells)), { maxLength: 12, size: 'max' });
      return [`${name}.csv`, rows.map((lines) => [header, ...lines].map((line) => line.join()).join('\n'))];
    }),
  ),
);

/** All that can be told of a tenant after these uploads, one after the other. */
async function outcomeOf(uploads: readonly Readonly<Record<string, string>>[], chunk_rows: number) {
  const tenant = await makeTenant(database.pool, 'Chunks');
  const results: unknown[] = [];
  for (const files of uploads) {
    const result = await importFiles({ pool: database.pool, storage, chunk_rows }, tenant, files);
    // What a row by itself is refused for is told before what the database says about the rows of its chunk.
    results.push({ ...result, messages: [...result.messages].sort() });
  }
  const { rows } = await database.pool.query(
    `select e.type, e.workflow_state, e.start_at, e.end_at, c.sis_id as course, s.sis_id as section, u.name
     from enrollments e join courses c on c.root_account_id = $1 and c.id = e.course_id
     join course_sections s on s.root_account_id = $1 and s.id = e.course_section_id
     join users u on u.root_account_id = $1 and u.id = e.user_id where e.root_account_id = $1 order by e.id`,
    [tenant],
  );
  return {
    results,
    enrollments: rows,
    exported: Object.fromEntries(await exportedFiles(database.pool, tenant)),
  };
}

it('the size of its chunks does not change what an import does', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(upload, { minLength: 2, maxLength: 3 }), async (uploads) => {
      const whole = await outcomeOf(uploads, 1000);
      expect(await outcomeOf(uploads, 1)).toEqual(whole);
      expect(await outcomeOf(uploads, 7)).toEqual(whole);
    }),
    { numRuns: 5 },
  );
});
