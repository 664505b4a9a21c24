import { mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type * as rollcallClient from '../src/client/index.ts';
import { type RunningServer, startServer } from '../src/server/index.ts';
import { openBrowser } from './support/browser.ts';
import { type BuiltProgram, buildProgram } from './support/built-program.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { fastestFolder } from './support/global-setup.ts';
import { openPageServer, type PageServer } from './support/page-server.ts';
import { removeFolder } from './support/remove-folder.ts';

// `rollcall/client` as it is shipped, in a page of a real browser, on a server with a worker.

declare const rollcall: typeof rollcallClient;

let database: TestDatabase;
let program: BuiltProgram;
let server: RunningServer;
let pages: PageServer;
let browser: Browser;
let page: Page;
const folder = mkdtempSync(join(fastestFolder(), 'rollcall-browser-'));

const script = "import * as rollcall from '/client/index.js'; globalThis.rollcall = rollcall;";

beforeAll(async () => {
  database = await createTestDatabase();
  const place = { database_url: database.url, data_dir: folder };
  server = await startServer({ ...place, port: 0, host: '127.0.0.1', workers: 1 });
  program = await buildProgram();
  pages = await openPageServer(dirname(dirname(program.main)), script, server.url);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await pages?.close();
  program?.remove();
  await server?.close();
  await database?.close();
  removeFolder(folder);
});
beforeEach(async () => {
  page = await browser.newPage();
  await page.goto(pages.url);
});

it('sends files that a person has chosen, follows the import and reads its messages page by page', async () => {
  const seen = await page.evaluate(async (token) => {
    const { createClient } = rollcall;
    const client = createClient({ base_url: location.origin, token });
    const users = ['user_id,login_id,full_name,status', 'U1,ada,Ada Lovelace,active', 'U2,,Nobody,active'];
    const courses = ['course_id,short_name,long_name,status', 'C1,MATH,Mathematics,active', 'C2,,,active'];
    const file = (name: string, rows: readonly string[]) => ({ name, content: new Blob([rows.join('\n')]) });
    const files = [file('users.csv', users), file('courses.csv', courses)];
    const made = await client.sisImports.create({ name: 'roster.zip', files });
    const states: string[] = [];
    const waiting = client.sisImports.waitFor(made, { longest_pause_ms: 50 });
    for await (const { state } of waiting) states.push(state.workflow_state);
    const ended = await waiting;
    const messages = await client.sisImports.errors(made, {}, { per_page: 1 }).all();
    const names: string[] = [];
    for await (const { name } of client.listAccountCourses({ account_id: 'self' })) names.push(name ?? '');
    return {
      last: states.at(-1),
      state: ended.workflow_state,
      counts: [ended.data?.counts?.users, ended.data?.counts?.courses],
      files: messages.map((message) => message.file).sort(),
      names,
    };
  }, server.token);
  expect(seen).toEqual({
    last: 'imported_with_messages',
    state: 'imported_with_messages',
    counts: [1, 1],
    files: ['courses.csv', 'users.csv'],
    names: ['Mathematics'],
  });
});

it('takes the file of a form as it is, and keeps ids that a number cannot hold', async () => {
  await page.setContent('<input type="file">');
  const roster = Buffer.from('user_id,login_id,full_name,status\nU3,grace,Grace Hopper,active\n');
  await page.setInputFiles('input', { name: 'users.csv', mimeType: 'text/csv', buffer: roster });
  const seen = await page.evaluate(async (token) => {
    const { createClient } = rollcall;
    const client = createClient({ base_url: location.origin, token, string_ids: true });
    const chosen = document.querySelector('input')?.files?.[0];
    if (!chosen) throw new Error('no file was chosen');
    const made = await client.sisImports.create(chosen);
    const ended = await client.sisImports.waitFor(made, { longest_pause_ms: 50 });
    return [typeof ended.id, ended.workflow_state, ended.data?.counts?.users];
  }, server.token);
  expect(seen).toEqual(['string', 'imported', 1]);
});

it('sends a large file in parts, and hears of its import from the stream of events', async () => {
  const seen = await page.evaluate(async (token) => {
    const { createClient } = rollcall;
    const client = createClient({ base_url: location.origin, token });
    const rows = Array.from({ length: 300 }, (_, at) => `P${at},person${at},Person ${at},active`);
    const file = new File([['user_id,login_id,full_name,status', ...rows].join('\n')], 'users.csv');
    const parts: number[] = [];
    const made = await client.sendSisImportInParts({ account_id: 'self', extension: 'csv' }, file, {
      part_bytes: 4_000,
      onProgress: ({ offset }) => void parts.push(offset),
    });
    const states: string[] = [];
    for await (const event of client.streamImportEvents({ account_id: 'self', id: made.id })) {
      states.push(event.sis_import.workflow_state);
      if (['imported', 'failed'].includes(event.sis_import.workflow_state)) break;
    }
    return { parts, size: file.size, last: states.at(-1) };
  }, server.token);
  expect(seen.parts.length).toBeGreaterThan(2);
  expect(seen.parts.at(-1)).toBe(seen.size);
  expect(seen.last).toBe('imported');
});

it('tells a wrong token from a server that does not answer, and never shows the token', async () => {
  const seen = await page.evaluate(async () => {
    const { createClient, UnauthenticatedError, ConnectionError } = rollcall;
    const token = 'a-token-that-nobody-may-see';
    const sleep = async () => {};
    const failureOf = async (base_url: string) => {
      const client = createClient({ base_url, token, sleep });
      return await client.sisImports
        .list()
        .all()
        .then(
          () => null,
          (error: unknown) => error,
        );
    };
    const refused = await failureOf(location.origin);
    const silent = await failureOf('http://127.0.0.1:1');
    const shown = [refused, silent].map((error) => `${String(error)} ${JSON.stringify(error)}`).join(' ');
    return [
      refused instanceof UnauthenticatedError,
      silent instanceof ConnectionError,
      shown.includes(token),
    ];
  });
  expect(seen).toEqual([true, true, false]);
});

it('stops waiting when the page no longer wants it', async () => {
  const name = await page.evaluate(async (token) => {
    const { createClient } = rollcall;
    const client = createClient({ base_url: location.origin, token });
    const controller = new AbortController();
    controller.abort();
    const waiting = client.sisImports.waitFor(1, { signal: controller.signal });
    return await Promise.resolve(waiting).then(
      () => 'ended',
      (error: Error) => error.name,
    );
  }, server.token);
  expect(name).toBe('AbortError');
});
