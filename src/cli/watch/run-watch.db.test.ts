import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../test/support/api-server.ts';
import { runQueue } from '../../../test/support/held-imports.ts';
import { type Client, createClient, type SisImportOptions } from '../../client/index.ts';
import { run } from '../run.ts';

// At our own server, with imports that really ran.

let server: ApiServer;
let tenant: Tenant;
let client: Client;
let schools = 0;

beforeAll(async () => {
  server = await createApiServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  schools += 1;
  tenant = await server.makeTenant(`School ${schools}`, `school-${schools}.example`);
  client = createClient({ base_url: server.url, token: tenant.token, account_id: tenant.id });
});

async function watch(words: readonly string[] = [], token = tenant.token) {
  const output = { stdout: '', stderr: '' };
  const capture = (name: 'stdout' | 'stderr') =>
    new PassThrough().on('data', (piece: Buffer) => {
      output[name] += piece.toString();
    });
  const status = await run(['watch', server.url, '--account', String(tenant.id), ...words], {
    stdout: capture('stdout'),
    stderr: capture('stderr'),
    env: { ROLLCALL_TOKEN: token },
    listenForInterrupt: () => new AbortController().signal,
  });
  return { status, ...output };
}

const header = 'user_id,login_id,full_name,status\n';
const users = (count: number, status = 'active') =>
  header + Array.from({ length: count }, (_, at) => `U${at},u${at},User ${at},${status}\n`).join('');

async function send(csv: string, options: SisImportOptions = {}) {
  const { id } = await client.sisImports.create(
    { name: 'users.csv', content: new TextEncoder().encode(csv) },
    options,
  );
  await runQueue(server, tenant.id);
  return client.sisImports.get(id);
}

describe('rollcall watch at a rollcall', () => {
  it('finds nothing wrong with an import that went well', async () => {
    const { id } = await send(users(60));
    const seen = await watch();
    expect(seen).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(`^OK http\\S+: SIS import ${id} ended`),
    });
    expect(seen.stdout).toContain('with 60 rows.');
  });

  it('misses an import that nobody made, and only looks', async () => {
    const by = new Date(Date.now() - 60_000).toISOString().slice(11, 16);
    const seen = await watch(['--by', by, '--time-zone', 'UTC']);
    expect(seen).toMatchObject({ status: 2, stdout: expect.stringMatching(/^CRITICAL missing: /) });
    expect(await client.sisImports.list().all()).toEqual([]);
  });

  it('finds an import whose rows were all skipped, and one without any', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => `,u${at},User ${at},active\n`).join('');
    const skipped = await send(header + rows);
    expect(skipped.workflow_state).toBe('imported_with_messages');
    expect((await watch()).stdout).toMatch(
      new RegExp(`^CRITICAL all_rows_skipped: SIS import ${skipped.id} `),
    );
    const empty = await send(header);
    expect(empty.workflow_state).toBe('imported');
    expect((await watch()).stdout).toMatch(new RegExp(`^CRITICAL no_rows: SIS import ${empty.id} `));
    await send(users(3));
    expect((await watch()).status).toBe(0);
  });

  it('finds an import that is smaller than those before it', async () => {
    for (let night = 0; night < 3; night++) await send(users(100));
    await send(users(60));
    expect((await watch()).stdout).toMatch(/^WARNING smaller_than_usual: .*60 instead of 100 users\.\n$/);
    expect((await watch(['--max-shrink', '50%'])).status).toBe(0);
    expect((await watch(['--least-rows', '200'])).status).toBe(0);
  });

  it('finds an import that waits for approval, until somebody has looked at it', async () => {
    await send(users(60));
    const held = await send(users(40, 'deleted'), { hold: 'on' });
    expect(held.workflow_state).toBe('created');
    expect((await watch()).status).toBe(0);
    const seen = await watch(['--held-after', '0']);
    expect(seen.stdout).toMatch(new RegExp(`^WARNING held: SIS import ${held.id} has waited for approval`));
    await client.sisImports.abort(held);
    expect((await watch(['--held-after', '0'])).status).toBe(0);
  });

  it('knows the imports of a data set by what they were compared with', async () => {
    const set = { diffing_data_set_identifier: 'nightly' };
    await send(users(60), set);
    expect((await watch(['--data-set', 'nightly'])).status).toBe(0);
    const same = await send(users(60), set);
    expect((await watch()).stdout, JSON.stringify(same.data)).toMatch(/^OK /);
    const some = await send(users(61), set);
    expect(some.diffed_against_import_id).not.toBeNull();
    expect((await watch()).stdout).toMatch(/^OK /);
    const beyond = await send(users(100), { ...set, diff_row_count_threshold: 5 });
    expect(beyond.diffing_threshold_exceeded).toBe(true);
    expect((await watch()).stdout).toMatch(new RegExp(`^WARNING not_diffed: SIS import ${beyond.id} `));
  });

  it('finds an import that batch mode aborted at 100 %', async () => {
    const course = (ids: readonly string[]) =>
      `course_id,short_name,long_name,term_id,status\n${ids.map((id) => `${id},${id},${id},T1,active\n`).join('')}`;
    await send('term_id,name,status\nT1,Autumn,active\n');
    await send(course(['C1', 'C2', 'C3']));
    const terms = await client.listTerms({ account_id: tenant.id }).all();
    const batch_mode_term_id = terms.find(({ sis_term_id }) => sis_term_id === 'T1')?.id ?? 0;
    const stopped = await send(course(['C1']), {
      batch_mode: true,
      batch_mode_term_id,
      change_threshold: 10,
    });
    expect(stopped).toMatchObject({ workflow_state: 'aborted', progress: 100 });
    expect((await watch()).stdout).toMatch(new RegExp(`^CRITICAL aborted_at_100: SIS import ${stopped.id} `));
  });

  it('finds what deletes far more than usual', async () => {
    for (let night = 0; night < 3; night++) await send(users(60));
    const deleted = await send(users(55, 'deleted'));
    expect((await watch()).stdout).toMatch(
      new RegExp(`CRITICAL deleted_more_than_usual: SIS import ${deleted.id} `),
    );
  });

  it('sees nothing without a token that may look there', async () => {
    const other = await server.makeTenant('Other', `other-${schools}.example`);
    const none = await server.makeAdmin(
      { root_account_id: tenant.id, id: tenant.id },
      { read_reports: true },
    );
    for (const token of [other.token, none, 'wrong'])
      expect(await watch([], token)).toMatchObject({
        status: 3,
        stdout: expect.stringMatching(/^UNKNOWN unreachable: /),
      });
    const reader = await server.makeAdmin(
      { root_account_id: tenant.id, id: tenant.id },
      { import_sis: true },
    );
    expect((await watch([], reader)).status).toBe(0);
  });
});
