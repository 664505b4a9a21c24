import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDiskStorage, type Storage } from '../src/storage/index.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { importFiles } from './support/import-files.ts';
import { makeTenant } from './support/run-case.ts';
import { storedRows } from './support/stored-rows.ts';

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
const people = ['U1', 'U2', 'U3'];
const courses = ['C1', 'C2', 'C3'];
const active = one('active', 'active', 'active', 'deleted');
const accepted = one('accepted', 'accepted', 'accepted', 'deleted');
const available = one('available', 'available', 'available', 'deleted');

/** What the cells of each file are drawn from: few objects, so that rows meet each other. */
const columns: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<string>>>>> = {
  abstract_courses: {
    abstract_course_id: one('AC1', 'AC2'),
    short_name: one('ALG', 'BIO'),
    long_name: one('Algebra', 'Biology'),
    account_id: one('', 'A1', 'A-NONE'),
    fallback_account_id: one('', 'A2'),
    status: active,
  },
  courses: {
    course_id: one(...courses),
    short_name: one('ALG', ''),
    long_name: one('Algebra', 'Biology'),
    account_id: one('', 'A1', 'A2'),
    abstract_course_id: one('', 'AC1'),
    status: active,
  },
  xlists: {
    xlist_course_id: one(...courses, 'X1', 'X2', 'X3'),
    section_id: one('S1', 'S2', 'S3'),
    status: one('active', 'active', 'deleted'),
  },
  enrollments: {
    section_id: one('S1', 'S2', 'S3'),
    user_id: one(...people),
    role: one('student'),
    status: active,
  },
  group_categories: {
    group_category_id: one('GC1', 'GC2', 'GC3'),
    account_id: one('', '', 'A1'),
    course_id: one('', '', 'C1', 'C2'),
    category_name: one('Clubs', 'Teams', 'Communities'),
    status: active,
  },
  groups: {
    group_id: one('G1', 'G2', 'G3', 'G4'),
    group_category_id: one('', 'GC1', 'GC1', 'GC2', 'GC3'),
    account_id: one('', '', '', 'A1'),
    course_id: one('', '', '', 'C1'),
    name: one('Chess', 'Go'),
    status: available,
  },
  groups_membership: { group_id: one('G1', 'G2', 'G3', 'G4'), user_id: one(...people), status: accepted },
  differentiation_tag_sets: {
    tag_set_id: one('TS1', 'TS2'),
    course_id: one('C1', 'C2'),
    set_name: one('Pace', 'Level'),
    status: active,
  },
  differentiation_tags: {
    tag_id: one('T1', 'T2', 'T3'),
    tag_set_id: one('', '', 'TS1', 'TS2'),
    course_id: one('', '', 'C1', 'C2'),
    name: one('Fast', 'Slow', 'Pace'),
    status: available,
  },
  differentiation_tag_membership: {
    tag_id: one('T1', 'T2', 'T3'),
    user_id: one(...people),
    status: accepted,
  },
  institutional_tag_categories: {
    category_id: one('IC1', 'IC2'),
    name: one('Support', 'Origin'),
    status: active,
  },
  institutional_tags: {
    institutional_tag_id: one('IT1', 'IT2'),
    category_id: one('IC1', 'IC2'),
    name: one('First', 'Mentored'),
    description: one('Once', 'Twice'),
    status: active,
  },
  institutional_tag_associations: {
    institutional_tag_id: one('IT1', 'IT2'),
    user_id: one(...people),
    status: active,
  },
};

/** What the rows need around them. */
const ground: Readonly<Record<string, string>> = {
  accounts: 'account_id,parent_account_id,name,status\nA1,,North,active\nA2,,South,active',
  courses:
    'course_id,short_name,long_name,status\nC1,ALG,Algebra,active\nC2,BIO,Biology,active\nC3,CHE,Chemistry,active',
  sections: 'section_id,course_id,name,status\nS1,C1,One,active\nS2,C1,Two,active\nS3,C2,Three,active',
  users:
    'user_id,login_id,full_name,status\nU1,ada,Ada Byron,active\nU2,bob,Bob Ross,active\nU3,cyd,Cyd Harrow,active',
  enrollments:
    'section_id,user_id,role,status\nS1,U1,student,active\nS1,U2,student,active\nS3,U3,student,active',
};

/** What is compared of every table: all that an import writes, but for numbers that depend on the run. */
const tables: Readonly<Record<string, string>> = {
  abstract_courses: 'sis_id,name,short_name,account_id,workflow_state',
  courses: 'sis_id,name,course_code,account_id,template_course_id,workflow_state',
  course_sections: 'sis_id,course_id,nonxlist_course_id,default_section,workflow_state',
  enrollments: 'user_id,course_id,course_section_id,type,workflow_state',
  group_categories: 'kind,sis_id,name,account_id,course_id,single_tag,workflow_state',
  groups: 'kind,sis_id,name,account_id,course_id,group_category_id,leader_id,workflow_state',
  group_memberships: 'group_id,user_id,workflow_state',
  institutional_tag_categories: 'sis_id,name,workflow_state',
  institutional_tags: 'sis_id,category_id,name,description,workflow_state',
  institutional_tag_associations: 'tag_id,user_id,workflow_state',
};

type Upload = Readonly<Record<string, string>>;

/** An upload: each file with up to eight rows, name to content. */
const upload: fc.Arbitrary<Upload> = fc.record(
  Object.fromEntries(
    Object.entries(columns).map(([name, cells]) => {
      const header = Object.keys(cells);
      const rows = fc.array(fc.tuple(...Object.values(cells)), { maxLength: 8, size: 'max' });
      return [`${name}.csv`, rows.map((lines) => [header, ...lines].map((line) => line.join()).join('\n'))];
    }),
  ),
);

async function makeGround(): Promise<number> {
  const tenant = await makeTenant(database.pool, 'Chunks');
  await database.pool.query('update accounts set settings = $2 where root_account_id = $1', [
    tenant,
    { differentiation_tags: true, institutional_tags: true },
  ]);
  const files = Object.fromEntries(Object.entries(ground).map(([name, text]) => [`${name}.csv`, text]));
  await importFiles({ pool: database.pool, storage }, tenant, files);
  return tenant;
}

async function stateOf(tenant: number): Promise<Readonly<Record<string, string>>> {
  const state: Record<string, string> = {};
  for (const [table, header] of Object.entries(tables)) {
    state[table] = await storedRows(database.pool, tenant, table, header);
  }
  return state;
}

/** Between two uploads: a member of each group leads it, and who leaves one is followed by another, or the group is full. */
async function appointLeaders(tenant: number): Promise<void> {
  await database.pool.query(
    `update groups g set max_membership = 2, leader_id = (
       select max(m.user_id) from group_memberships m
       where m.root_account_id = $1 and m.group_id = g.id and m.workflow_state = 'accepted')
     where g.root_account_id = $1`,
    [tenant],
  );
  await database.pool.query(
    `update group_categories set auto_leader = 'first' where root_account_id = $1 and name <> 'Teams'`,
    [tenant],
  );
}

/** All that can be told of a tenant after these uploads, one after the other. */
async function outcomeOf(uploads: readonly Upload[], chunk_rows: number) {
  const tenant = await makeGround();
  const results: unknown[] = [];
  for (const files of uploads) {
    results.push(await importFiles({ pool: database.pool, storage, chunk_rows }, tenant, files));
    await appointLeaders(tenant);
  }
  return { results, state: await stateOf(tenant) };
}

it('the size of its chunks does not change what an import does', { timeout: 500_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(upload, { minLength: 2, maxLength: 3 }), async (uploads) => {
      const whole = await outcomeOf(uploads, 1000);
      expect(await outcomeOf(uploads, 1)).toEqual(whole);
      expect(await outcomeOf(uploads, 3)).toEqual(whole);
    }),
    { numRuns: Number(process.env.RUNS ?? 3) },
  );
});
