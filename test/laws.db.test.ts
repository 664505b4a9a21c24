import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDiskStorage, type Storage } from '../src/storage/index.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { importFiles } from './support/import-files.ts';
import { baseUpload, randomOptions, randomUpload, type Upload } from './support/random-uploads.ts';
import { makeTenant } from './support/run-case.ts';
import { steadySchool, uploadOf } from './support/steady-schools.ts';
import { outcomeOfTenant } from './support/tenant-outcome.ts';

// A few seconds' worth; `LAWS_RUNS=500` looks for what these do not find. A failure is told as it was drawn, with its
// seed: to shrink it would take longer than to find it.
const runs = (few: number) => Number(process.env.LAWS_RUNS ?? few);
const patience = { timeout: process.env.LAWS_RUNS === undefined ? 60_000 : 10_000_000 };

let database: TestDatabase;
let storage: Storage;
let folder: string;
let statements = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-laws-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
  // Files may name numbers of the database, which differ from tenant to tenant: those of the draws belong to nobody.
  for (const table of ['users', 'enrollments', 'roles', 'authentication_providers']) {
    await database.pool.query(`select setval('${table}_id_seq', 1000)`);
  }
  database.pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...values: unknown[]) => unknown;
    client.query = ((...values: unknown[]) => {
      statements += 1;
      return query(...values);
    }) as typeof client.query;
  });
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function newTenant(): Promise<number> {
  const tenant = await makeTenant(database.pool, 'Laws');
  await database.pool.query('update accounts set settings = $2 where root_account_id = $1', [
    tenant,
    { differentiation_tags: true, institutional_tags: true, personal_pronouns: true },
  ]);
  return tenant;
}

const bring = (tenant: number, files: Upload, options: object = {}, chunk_rows = 1000) =>
  importFiles({ pool: database.pool, storage, chunk_rows, options }, tenant, files);

describe('whatever is in the files', () => {
  const steps = fc.array(fc.tuple(randomUpload, randomOptions), { minLength: 1, maxLength: 2 });

  it('no import fails for a fault of ours, and the size of chunks does not show', patience, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (uploads) => {
        const outcomes: unknown[] = [];
        for (const chunk_rows of [1000, 7, 1]) {
          const tenant = await newTenant();
          await bring(tenant, baseUpload);
          for (const [files, options] of uploads) {
            const { workflow_state, messages } = await bring(tenant, files, options, chunk_rows);
            expect(messages.filter((text) => text.startsWith('import.'))).toEqual([]);
            expect(workflow_state).toMatch(/^imported/);
          }
          outcomes.push(await outcomeOfTenant({ pool: database.pool, storage }, tenant));
        }
        expect(outcomes[1]).toEqual(outcomes[0]);
        expect(outcomes[2]).toEqual(outcomes[0]);
      }),
      { numRuns: runs(3), endOnFailure: true },
    );
  });
});

describe('an upload that says one thing of each object', () => {
  it('changes nothing the second time', patience, async () => {
    await fc.assert(
      fc.asyncProperty(steadySchool, async (school) => {
        const files = uploadOf(school);
        const tenant = await newTenant();
        const first = await bring(tenant, files);
        const before = await outcomeOfTenant({ pool: database.pool, storage }, tenant);
        const second = await bring(tenant, files);
        const after = await outcomeOfTenant({ pool: database.pool, storage }, tenant);
        expect(second).toEqual({ ...first, statistics: {} });
        expect(after.exported).toEqual(before.exported);
        expect(rosterOf(after.tables)).toEqual(rosterOf(before.tables));
        // Every object that the first import was about is noted as one that the second was about.
        expect(stampsOf(after.tables)).toEqual(marksOf(before.tables));
      }),
      { numRuns: runs(8), endOnFailure: true },
    );
  });
});

/** The rows of the tables that hold the roster, without the imports that were about them. */
function rosterOf(tables: Readonly<Record<string, readonly object[]>>) {
  const roster = Object.entries(tables).filter(([table]) => !table.startsWith('sis_import_'));
  return Object.fromEntries(
    roster.map(([table, rows]) => [table, rows.map((row) => ({ ...row, sis_import_id: null }))]),
  );
}

/**
 * How many objects of each table bear the mark of an import in their own column; without those that no row names, as
 * they were made for another one: the course of a cross-listing, the set of a tag without a set.
 */
function marksOf(tables: Readonly<Record<string, readonly object[]>>) {
  const counts = Object.entries(tables).map(([table, rows]) => {
    const marked = (rows as readonly Readonly<Record<string, unknown>>[]).filter((row) => {
      const isNamed = (row.template_course_id ?? null) === null && row.single_tag !== true;
      return isNamed && (row.sis_import_id ?? null) !== null;
    });
    return [table, marked.length] as const;
  });
  return Object.fromEntries(counts.filter(([table, count]) => count > 0 && !table.startsWith('sis_import_')));
}

/** How many objects of each table are noted as ones that an import was about without changing them. */
function stampsOf(tables: Readonly<Record<string, readonly object[]>>) {
  const stamps = (tables.sis_import_stamps ?? []) as readonly { table_name: string; ids: number }[];
  return Object.fromEntries(stamps.map(({ table_name, ids }) => [table_name, ids]));
}

describe('the number of statements', () => {
  const files: Readonly<Record<string, readonly [header: string, row: (n: number, word: string) => string]>> =
    {
      accounts: ['account_id,parent_account_id,name,status', (n, word) => `A${n},,Account ${word},${word}`],
      terms: ['term_id,name,status', (n, word) => `T${n},Term ${word},${word}`],
      courses: ['course_id,short_name,long_name,status', (n, word) => `C${n},C,Course ${word},${word}`],
      sections: ['section_id,course_id,name,status', (n, word) => `S${n},C1,Section ${word},${word}`],
      users: [
        'user_id,login_id,full_name,email,status',
        (n, word) => `U${n},u${n},User ${word},u${n}@example.org,${word}`,
      ],
      enrollments: ['section_id,user_id,role,status', (n, word) => `S1,U${n},student,${word}`],
    };

  /** Statements for rows that are new, that change, that delete, and that are all refused. */
  async function count(name: string, rows: number): Promise<readonly number[]> {
    const tenant = await newTenant();
    const upload = (kind: string, words: readonly string[]): Upload => {
      const [header, row] = files[kind] ?? ['', () => ''];
      const lines = Array.from({ length: rows }, (_, at) => row(at + 1, words[at % words.length] ?? ''));
      return { [`${kind}.csv`]: [header, ...lines].join('\n') };
    };
    if (name === 'sections') await bring(tenant, upload('courses', ['active']));
    if (name === 'enrollments') {
      const needed = ['courses', 'sections', 'users'].map((kind) => upload(kind, ['active']));
      await bring(tenant, Object.assign({}, ...needed));
    }
    const counts: number[] = [];
    for (const words of [['active'], ['active', 'deleted'], ['deleted'], ['active'], ['nonsense']]) {
      statements = 0;
      await bring(tenant, upload(name, words), {}, 5_000);
      counts.push(statements);
    }
    return counts;
  }

  it.each(Object.keys(files))('is the same for 20 rows of %s and for 2,000', patience, async (name) => {
    expect(await count(name, 2_000)).toEqual(await count(name, 20));
  });
});
