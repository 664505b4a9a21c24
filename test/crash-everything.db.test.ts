import { chmodSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient, type SisImport } from '../src/client/index.ts';
import { type BuiltProgram, buildProgram } from './support/built-program.ts';
import { type Commands, makeCommands, type RunningCommand } from './support/commands.ts';
import { keeperOf, postmasterOf } from './support/database-processes.ts';
import { eventually } from './support/eventually.ts';
import { fastestFolder, keeperIsGone } from './support/global-setup.ts';
import { exportOverHttp } from './support/http-exports.ts';
import { generateMixedDistrict, type UploadFiles } from './support/mixed-district.ts';
import { removeFolder } from './support/remove-folder.ts';
import { zipOf } from './support/run-case.ts';

// The whole installation dies at once, as in a power cut: server, keeper and the embedded PostgreSQL.

const token = 'a-token-of-the-operator';
const [first, second] = generateMixedDistrict(1200);
const late: UploadFiles = {
  'terms.csv': Buffer.from('term_id,name,status\nlate,Late term,active\n'),
};

let program: BuiltProgram;
let base: string;
let commands: Commands;

beforeAll(async () => {
  program = await buildProgram();
});
afterAll(() => program.remove());

beforeEach(() => {
  base = mkdtempSync(join(fastestFolder(), 'rollcall-power-cut-'));
  chmodSync(base, 0o755);
  commands = makeCommands(join(base, 'data-home'));
});
afterEach(async () => {
  await commands.close();
  for (const name of ['cut', 'whole']) {
    if (existsSync(join(base, name))) await keeperIsGone(join(base, name));
  }
  removeFolder(base);
});

interface Serving {
  readonly command: RunningCommand;
  readonly client: Client;
}

async function serve(data: string, port: number): Promise<Serving> {
  const words = [program.main, 'serve', '--data', data, '--port', String(port), '--log-level', 'silent'];
  const command = commands.start(process.execPath, words, { ROLLCALL_TOKEN: token });
  const base_url = await command.seen('stdout', /^rollcall listens on (http:\S+)$/m);
  return { command, client: createClient({ base_url, token }) };
}

/** A port that stays the same when the server is started again, so that clients find it. */
async function findPort(): Promise<number> {
  const holder = createServer();
  await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done));
  const { port } = holder.address() as AddressInfo;
  await new Promise((done) => holder.close(done));
  return port;
}

async function send(client: Client, files: UploadFiles): Promise<number> {
  const content = new Uint8Array(await zipOf(files));
  const { id } = await client.createSisImport({
    account_id: 'self',
    attachment: { name: 'school.zip', content },
  });
  return id;
}

const untilEnded = (client: Client, id: number) =>
  client.waitForSisImport({ account_id: 'self', id }, { longest_pause_ms: 50 });

/** Waits until an import has come so far; false when it has come to its end. */
async function isUnderWay(client: Client, id: number, progress: number): Promise<boolean> {
  const seen = await eventually(async () => {
    const state = await client.showSisImport({ account_id: 'self', id });
    return (state.started_at !== null && state.progress >= progress) || state.ended_at ? state : false;
  }, 30_000);
  return seen.ended_at === null;
}

/** Ends every process of an installation at once; the ones that postgres started end with it. */
async function killEverything(data: string, { command }: Serving): Promise<void> {
  const postmaster = postmasterOf(data);
  if (postmaster === null) throw new Error('No postgres runs.');
  for (const pid of [command.pid, keeperOf(data), postmaster]) process.kill(pid, 'SIGKILL');
  await command.ended;
}

/** What an import came to, without numbers, clocks and addresses; numbers jump when the database was killed. */
function outcomeOf({ workflow_state, progress, data, ...rest }: SisImport): object {
  const { processing_errors = [], processing_warnings = [], errors_attachment, csv_attachments = [] } = rest;
  const { downloadable_attachment_ids: _, ...told_data } = data;
  return {
    workflow_state,
    progress,
    data: told_data,
    copies: csv_attachments.map(({ display_name, size }) => [display_name, size]),
    processing_errors,
    processing_warnings,
    has_errors_file: errors_attachment !== undefined,
  };
}

/** All that a client can learn of the imports and of the roster. */
async function readEverything(client: Client) {
  const account_id = 'self';
  const imports: object[] = [];
  for await (const found of client.listSisImports({ account_id })) {
    const errors: object[] = [];
    for await (const { sis_import_id: _, ...error } of client.listSisImportErrors(
      { account_id, id: found.id },
      { per_page: 100 },
    ))
      errors.push(error);
    imports.push({ ...outcomeOf(found), errors });
  }
  return { imports, exported: Object.fromEntries(await exportOverHttp(client, account_id)) };
}

describe.skipIf(process.platform === 'win32')('after a kill -9 of server, keeper and postgres', () => {
  it('the next start goes on with the imports, be it to serve or to import', async () => {
    const data = join(base, 'cut');
    const port = await findPort();
    let serving = await serve(data, port);
    const first_id = await send(serving.client, first);
    // Looks on through it all, as a person does who sent a file and waits.
    const onlooker = createClient({ base_url: `http://127.0.0.1:${port}`, token });
    const watched = untilEnded(onlooker, first_id);
    // A failure is told where it is awaited.
    watched.catch(() => {});
    let hits = 0;
    for (const progress of [5, 40, 75]) {
      if (await isUnderWay(serving.client, first_id, progress)) hits++;
      await killEverything(data, serving);
      serving = await serve(data, port);
    }
    expect(await watched).toMatchObject({ workflow_state: 'imported_with_messages', progress: 100 });
    const second_id = await send(serving.client, second);
    if (await isUnderWay(serving.client, second_id, 30)) hits++;
    await killEverything(data, serving);
    expect(hits, 'kills in the middle of an import').toBeGreaterThanOrEqual(2);

    // A command with a server of its own: what was begun before comes first.
    writeFileSync(join(base, 'late.zip'), await zipOf(late));
    const words = [program.main, 'import', join(base, 'late.zip'), '--data', data, '--json'];
    const imported = await commands.start(process.execPath, words).ended;
    expect(imported).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(imported.stdout)).toMatchObject({
      workflow_state: 'imported',
      data: { counts: { terms: 1 } },
    });

    const whole = await serve(join(base, 'whole'), 0);
    for (const files of [first, second, late])
      await untilEnded(whole.client, await send(whole.client, files));
    const last = await serve(data, port);
    const expected = await readEverything(whole.client);
    expect(expected.imports).toHaveLength(3);
    expect(await readEverything(last.client)).toEqual(expected);
    for (const { command } of [last, whole]) {
      command.kill('SIGTERM');
      expect((await command.ended).status).toBe(0);
    }
  }, 120_000);
});
