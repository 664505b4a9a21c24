import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../src/check/index.ts';
import { storableText } from '../src/db/storable-text.ts';
import { shownName } from '../src/engine/phases/prepare.ts';
import { renderMessage } from '../src/format/index.ts';
import { openDiskStorage, type Storage } from '../src/storage/index.ts';
import { findingsIn } from './support/analyze-files.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { importFiles } from './support/import-files.ts';
import { baseUpload, randomUpload, type Upload } from './support/random-uploads.ts';
import { removeFolder } from './support/remove-folder.ts';
import { asExpected, makeTenant } from './support/run-case.ts';

// What the check says an import would refuse, without a server, is what the import refuses. `LAWS_RUNS=500` looks for
// what these few do not find.
const runs = (few: number) => Number(process.env.LAWS_RUNS ?? few);
const patience = { timeout: process.env.LAWS_RUNS === undefined ? 120_000 : 10_000_000 };

let database: TestDatabase;
let storage: Storage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-check-law-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
  // Files may name numbers of the database: those of the draws belong to nobody.
  for (const table of ['users', 'enrollments', 'roles', 'authentication_providers']) {
    await database.pool.query(`select setval('${table}_id_seq', 1000)`);
  }
});

afterAll(async () => {
  await database.close();
  removeFolder(folder);
});

async function newTenant(): Promise<number> {
  const tenant = await makeTenant(database.pool, 'Law of the check');
  await database.pool.query('update accounts set settings = $2 where root_account_id = $1', [
    tenant,
    { differentiation_tags: true, institutional_tags: true },
  ]);
  return tenant;
}

/** The findings that an import makes, too, as its messages are shown. */
function asMessages(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ code }) => !code.startsWith('check.'))
    .map(({ code, file, row, column, params }) =>
      storableText(
        asExpected({ code, file: shownName(file, true), row, column }, renderMessage({ code, params })),
      ),
    );
}

/** Two uploads in one: the rows of the second after those of the first. */
function joined(first: Upload, second: Upload): Upload {
  const merged: Record<string, string> = { ...first };
  for (const [name, text] of Object.entries(second)) merged[`b/${name}`] = text;
  return merged;
}

describe('an import into an empty account', () => {
  it('says what the check has said before', patience, async () => {
    await fc.assert(
      fc.asyncProperty(randomUpload, fc.boolean(), async (drawn, on_a_base) => {
        const files = on_a_base ? joined(baseUpload, drawn) : drawn;
        const { messages } = await importFiles({ pool: database.pool, storage }, await newTenant(), files);
        const said = asMessages(await findingsIn(files));
        const shown = (all: readonly string[]) => all.map((text) => text.replace(/ \S*\//, ' ')).sort();
        expect(shown(said)).toEqual(shown(messages));
      }),
      { numRuns: runs(6), endOnFailure: true },
    );
  });
});
