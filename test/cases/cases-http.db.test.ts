import { mkdtemp, readFile, rm } from 'node:fs/promises';

import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/index.ts';
import { messageEntry } from '../../src/format/index.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { readCases } from '../support/case-folder.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { fastestFolder } from '../support/global-setup.ts';
import type { StepResult } from '../support/run-case.ts';
import { runCaseOverHttp } from '../support/run-case-over-http.ts';
import { storedRows } from '../support/stored-rows.ts';

// Compares with what cases.db.test.ts expects, and never writes it: a client must see what the engine does.

const cases = await readCases(import.meta.dirname);
// The lists inside an import's object hold so many messages; what is left out is counted in one more.
const INLINE_MESSAGES = 24;

let database: TestDatabase;
let folder: string;
let server: RunningServer;
let client: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(fastestFolder(), 'rollcall-cases-http-'));
  database = await createTestDatabase();
  const place = { database_url: database.url, data_dir: folder };
  server = await startServer({ ...place, port: 0, host: '127.0.0.1', workers: 4 });
  client = createClient({ base_url: server.url, token: server.token });
});

afterAll(async () => {
  await server.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** Without codes and columns, as clients see them. */
const withoutCodes = ({ messages, ...sums }: StepResult): StepResult => ({
  ...sums,
  messages: messages.map((message) => message.replace(/^\S+ (.+?:(?:\d+|-))(?: .+?)? {2}/, '$1  ')),
});

/** The lists of failures and of warnings inside an import's object: without codes and rows, and cut. */
function inlineOf({ messages }: StepResult): string[] {
  const isFailure = (message: string) =>
    messageEntry(message.slice(0, message.indexOf(' '))).effect === 'failure';
  const lists = [
    ['errors', messages.filter(isFailure)],
    ['warnings', messages.filter((message) => !isFailure(message))],
  ] as const;
  return lists.flatMap(([kind, list]) => {
    const shown = list.slice(0, INLINE_MESSAGES).map((message) => {
      return message.replace(/^\S+ (.+?):(?:\d+|-)(?: .+?)? {2}/, '$1  ');
    });
    const left = list.length - shown.length;
    const rest = `${left} more ${kind} left out of this list  The errors file of the import holds all of them`;
    return left > 0 ? [...shown, rest] : shown;
  });
}

test.concurrent.each(cases.map((entry) => [entry.name, entry] as const))(
  'over HTTP: %s',
  { timeout: 60_000 },
  async (_name, entry) => {
    const seen = await runCaseOverHttp({ url: server.url, client, db: database.pool }, entry);
    for (const [at, { inline, ...result }] of seen.steps.entries()) {
      const expected = JSON.parse(await readFile(entry.steps[at]!.expect_path, 'utf8')) as StepResult;
      expect(result).toEqual(withoutCodes(expected));
      expect([...inline].sort()).toEqual(inlineOf(expected).sort());
    }
    for (const out of entry.outs) {
      expect(seen.exported.get(out)).toBe(await readFile(join(entry.path, 'out', out), 'utf8'));
    }
    for (const { table, header, path } of entry.stored) {
      const rows = await storedRows(database.pool, seen.root_account_id, table, header);
      expect(rows).toBe(await readFile(path, 'utf8'));
    }
  },
);
