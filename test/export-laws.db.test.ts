import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDiskStorage, type Storage } from '../src/storage/index.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { differingColumns, type TableRows } from './support/differing-columns.ts';
import { exportCsv } from './support/export-csv.ts';
import { exportKinds } from './support/exported-files.ts';
import { importFiles } from './support/import-files.ts';
import { baseUpload, randomUpload, type Upload } from './support/random-uploads.ts';
import { makeTenant, type StepResult } from './support/run-case.ts';
import { outcomeOfTenant } from './support/tenant-outcome.ts';

const runs = Number(process.env.LAWS_RUNS ?? 4);
const patience = { timeout: process.env.LAWS_RUNS === undefined ? 60_000 : 10_000_000 };

let database: TestDatabase;
let storage: Storage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-export-laws-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const bring = (tenant: number, files: Upload) =>
  importFiles({ pool: database.pool, storage, chunk_rows: 1000 }, tenant, files);

/** All files of the export: what lives, as a nightly copy would be made. */
async function take(root_account_id: number): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const file of exportKinds) {
    const lines = await exportCsv(database.pool, { root_account_id, report: 'sis_export_csv', file });
    files[`${file}.csv`] = `${lines.join('\n')}\n`;
  }
  return files;
}

/** A root account after two uploads of all sorts of rows. */
async function schoolOf(uploads: readonly Upload[]): Promise<number> {
  const tenant = await makeTenant(database.pool, 'School');
  await bring(tenant, baseUpload);
  for (const files of uploads) await bring(tenant, files);
  return tenant;
}

const twoUploads = fc.tuple(randomUpload, randomUpload);

/**
 * Why a row of an export may be refused where nothing else is: what it refers to is not in the export. Courses that
 * are concluded or deleted are left out, and their sections, groups and people lose their place; a row of a login
 * that names no provider meets logins of all of them; a section that moved may have left people's groups behind.
 */
const refusals = new Set([
  'section.course_not_found',
  'enrollment.context_unknown',
  'enrollment.user_unknown',
  'enrollment.associated_unknown',
  'group_category.course_not_found',
  'group.course_not_found',
  'group.category_not_found',
  'group_membership.user_not_in_course',
  'group_membership.user_not_found',
  'group_membership.group_not_found',
  'user.login_claimed',
  'admin.user_unknown',
  'user_observer.observer_unknown',
  'user_observer.student_unknown',
]);

const codesOf = ({ messages }: StepResult) => messages.map((text) => text.slice(0, text.indexOf(' ')));

/** The records of a file as they would be compared, without those that an import has refused. */
function recordsOf(
  name: string,
  content = '',
  { messages }: Pick<StepResult, 'messages'> = { messages: [] },
) {
  const refused = new Set(
    messages.flatMap((text) => {
      const [, file, row] = /^\S+ (\S+):(\d+) /.exec(text) ?? [];
      return file === name ? [Number(row)] : [];
    }),
  );
  const records: string[][] = parse(content, { relax_column_count: true });
  return records.filter((_, at) => !refused.has(at + 1));
}

describe('an export of all kinds', () => {
  it('makes equal rows in an empty root account, where it is taken', patience, async () => {
    await fc.assert(
      fc.asyncProperty(twoUploads, async (uploads) => {
        const exported = await take(await schoolOf(uploads));
        const copy = await makeTenant(database.pool, 'Copy');
        const result = await bring(copy, exported);
        expect(codesOf(result).filter((code) => !refusals.has(code))).toEqual([]);
        const again = await take(copy);
        for (const [name, content] of Object.entries(exported)) {
          // A section is exported where it is, and its home is not: in the copy it has never been anywhere else.
          const expected =
            name === 'xlist.csv' ? recordsOf(name, content).slice(0, 1) : recordsOf(name, content, result);
          expect(recordsOf(name, again[name]), name).toEqual(expected);
        }
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  it('changes nothing where it comes from but what its columns cannot carry', patience, async () => {
    await fc.assert(
      fc.asyncProperty(twoUploads, async (uploads) => {
        const tenant = await schoolOf(uploads);
        const [exported, before] = [await take(tenant), await tablesOf(tenant)];
        const { statistics } = await bring(tenant, exported);
        // A row of a link gives back the enrollments that an observer has lost beside the link, as any such row does.
        if (await onlyObserversCameBack(tenant)) return;
        expect(Object.keys(statistics).filter((name) => name !== 'CommunicationChannel')).toEqual([]);
        expect(await take(tenant)).toEqual(exported);
        expect(
          differingColumns(before, await tablesOf(tenant)).filter((name) => !uncarried.has(name)),
        ).toEqual([]);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });
});

/** Whether the last import brought enrollments back, and all of them were observers'. */
async function onlyObserversCameBack(tenant: number): Promise<boolean> {
  const { rows } = await database.pool.query<{ readonly type: string }>(
    `select e.type from roster_changes c
     join enrollments e on e.root_account_id = c.root_account_id and c.ids @> e.id
     where c.root_account_id = $1 and c.table_name = 'enrollments' and c.after ? 'workflow_state'
       and c.sis_import_id = (select max(id) from sis_imports where root_account_id = $1)`,
    [tenant],
  );
  return rows.length > 0 && rows.every(({ type }) => type === 'ObserverEnrollment');
}

/**
 * What an export has no column for and an import clears where there is none, or carries once per person: several
 * logins of a person all show the first of the person's addresses.
 */
const uncarried = new Set([
  'accounts.integration_id',
  'enrollment_terms.integration_id',
  'enrollments.start_at',
  'enrollments.end_at',
  'enrollments.sis_pseudonym_id',
  'communication_channels.workflow_state',
  'communication_channels.path',
  'pseudonyms.sis_channel_id',
]);

async function tablesOf(tenant: number): Promise<TableRows> {
  const { tables } = await outcomeOfTenant({ pool: database.pool, storage }, tenant);
  const roster = Object.entries(tables).filter(([name]) => !name.startsWith('sis_import_'));
  return Object.fromEntries(roster);
}
