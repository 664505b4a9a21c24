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
import { type SteadySchool, steadySchool, uploadOf } from './support/steady-schools.ts';
import { storedRows } from './support/stored-rows.ts';

const patience = { timeout: process.env.LAWS_RUNS === undefined ? 120_000 : 10_000_000 };

let database: TestDatabase;
let storage: Storage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-order-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

// Where a row may speak of what another row of its file makes the documents ask for an order: parents above their
// sub-accounts, terms above their date overrides. (So they do where two rows are about one object, or compete for an
// id, a name or a place in a group, which rows of a steady school do not; cases show these.)
const in_order = new Set(['accounts.csv', 'terms.csv']);

/** A school, and the same with the rows of its files in another order. */
const shuffled: fc.Arbitrary<readonly [SteadySchool, SteadySchool]> = steadySchool.chain((school) => {
  const files = Object.entries(school).map(([name, { header, rows }]) => {
    const other = in_order.has(name)
      ? fc.constant([...rows])
      : fc.shuffledSubarray([...rows], { minLength: rows.length });
    return other.map((mixed) => [name, { header, rows: mixed }] as const);
  });
  return fc.tuple(...files).map((entries) => [school, Object.fromEntries(entries)] as const);
});

/** What is compared of tables that no export shows, or not with all that an import writes. */
const tables: Readonly<Record<string, string>> = {
  accounts: 'sis_id,name,parent_account_id,integration_id,workflow_state',
  enrollment_terms: 'sis_id,name,start_at,end_at,integration_id,workflow_state',
  term_date_overrides: 'term_id,enrollment_type,start_at,end_at,workflow_state',
  abstract_courses: 'sis_id,name,short_name,account_id,enrollment_term_id,workflow_state',
  courses: 'sis_id,name,account_id,template_course_id,abstract_course_id,homeroom_course,workflow_state',
  course_sections: 'sis_id,name,course_id,nonxlist_course_id,default_section,start_at,end_at,workflow_state',
  pseudonyms: 'sis_id,unique_id,user_id,password_hash,sis_channel_id,workflow_state',
  users: 'name,sortable_name,short_name,pronouns,workflow_state',
  communication_channels: 'user_id,path,workflow_state',
  enrollments: 'user_id,course_id,course_section_id,type,associated_user_id,start_at,workflow_state',
  group_categories: 'kind,sis_id,name,account_id,course_id,single_tag,workflow_state',
  groups: 'kind,sis_id,name,account_id,course_id,group_category_id,workflow_state',
  group_memberships: 'group_id,user_id,workflow_state',
  institutional_tag_categories: 'sis_id,name,description,workflow_state',
  institutional_tags: 'sis_id,category_id,name,description,workflow_state',
  institutional_tag_associations: 'tag_id,user_id,workflow_state',
};

async function outcomeOf(school: SteadySchool): Promise<Readonly<Record<string, unknown>>> {
  const tenant = await makeTenant(database.pool, 'Order');
  await database.pool.query('update accounts set settings = $2 where root_account_id = $1', [
    tenant,
    { differentiation_tags: true, institutional_tags: true, personal_pronouns: true },
  ]);
  const { messages, ...sums } = await importFiles({ pool: database.pool, storage }, tenant, uploadOf(school));
  const stored: Record<string, string> = {};
  for (const [table, header] of Object.entries(tables)) {
    stored[table] = await storedRows(database.pool, tenant, table, header);
  }
  const exported = Object.fromEntries(await exportedFiles(database.pool, tenant));
  return { ...sums, messages: messages.map((text) => text.replace(/:\d+ /, ' ')).sort(), stored, exported };
}

it('the order of rows about different things does not matter', patience, async () => {
  await fc.assert(
    fc.asyncProperty(shuffled, async ([school, other]) => {
      expect(await outcomeOf(other)).toEqual(await outcomeOf(school));
    }),
    { numRuns: Number(process.env.LAWS_RUNS ?? 6), endOnFailure: true },
  );
});
