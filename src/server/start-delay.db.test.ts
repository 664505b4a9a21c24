import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { removeFolder } from '../../test/support/remove-folder.ts';
import { createClient } from '../client/index.ts';
import { type RunningServer, startServer } from './index.ts';

let database: TestDatabase;
let folder: string;
let server: RunningServer | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-start-delay-'));
  database = await createTestDatabase();
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  removeFolder(folder);
  await database.close();
});

async function start(options: { readonly start_delay_seconds?: number }) {
  const place = { database_url: database.url, data_dir: folder };
  server = await startServer({ ...place, ...options, port: 0, host: '127.0.0.1', workers: 1 });
  return createClient({ base_url: server.url, token: server.token });
}

type Client = Awaited<ReturnType<typeof start>>;

const create = async (client: Client, term: string) =>
  await client.createSisImport({
    account_id: 1,
    attachment: {
      name: 'terms.csv',
      content: new TextEncoder().encode(`term_id,name,status\n${term},${term},active\n`),
    },
  });

async function stateOf(client: Client, id: number): Promise<string> {
  return (await client.showSisImport({ account_id: 1, id })).workflow_state;
}

/** Whether the queue has looked at the imports of the account, and will again at its time. */
async function isPutOff(): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    `select from graphile_worker._private_jobs where key = 'imports:1' and run_at > now() and locked_by is null`,
  );
  return rowCount === 1;
}

describe('an import', () => {
  it('may start as soon as it is created, unless the server has a delay', async () => {
    const client = await start({});
    const { id } = await create(client, 'T1');
    await eventually(async () => (await stateOf(client, id)) === 'imported');
  });

  it('starts when the delay since its creation is over', async () => {
    const client = await start({ start_delay_seconds: 2 });
    const { id } = await create(client, 'T1');
    await eventually(async () => (await stateOf(client, id)) === 'imported');
    const { rows } = await database.pool.query(
      `select started_at >= created_at + interval '2 seconds' as waited from sis_imports where id = $1`,
      [id],
    );
    expect(rows).toEqual([{ waited: true }]);
  });

  it('stays created until then, can be aborted, and the queue looks again', async () => {
    const client = await start({ start_delay_seconds: 3600 });
    const { id: due } = await create(client, 'T1');
    const { id: aborted } = await create(client, 'T2');
    await eventually(isPutOff);
    expect([await stateOf(client, due), await stateOf(client, aborted)]).toEqual(['created', 'created']);
    await client.abortSisImport({ account_id: 1, id: aborted });
    await database.pool.query(
      `update sis_imports set created_at = created_at - interval '2 hours' where id = $1`,
      [due],
    );
    const { id: waiting } = await create(client, 'T3');
    await eventually(async () => (await stateOf(client, due)) === 'imported' && (await isPutOff()));
    expect([await stateOf(client, aborted), await stateOf(client, waiting)]).toEqual(['aborted', 'created']);
    const { rows } = await database.pool.query(
      `select sis_id from enrollment_terms where root_account_id = 1 and sis_id is not null`,
    );
    expect(rows).toEqual([{ sis_id: 'T1' }]);
  });

  it('is not kept by the delay of a server that ran before', async () => {
    const client = await start({ start_delay_seconds: 24 * 60 * 60 });
    await create(client, 'T1');
    await eventually(isPutOff);
    const { rows } = await database.pool.query(
      `select run_at <= now() + interval '1 minute' as soon from graphile_worker._private_jobs where key = 'imports:1'`,
    );
    expect(rows).toEqual([{ soon: true }]);
  });
});
