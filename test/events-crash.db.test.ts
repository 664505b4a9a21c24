import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient, type ImportEvent } from '../src/client/index.ts';
import { type RunningServer, startServer } from '../src/server/index.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { eventually } from './support/eventually.ts';
import { generateMixedDistrict } from './support/mixed-district.ts';
import { removeFolder } from './support/remove-folder.ts';
import { makeTenant, zipOf } from './support/run-case.ts';
import { seededDraws } from './support/seeded-draws.ts';
import { isSignedWith, startWebhookReceiver, type WebhookReceiver } from './support/webhook-receiver.ts';
import {
  endProcess,
  endWorkerProcesses,
  removeWorkerProgram,
  startWorkerProcess,
  type WorkerProcessOptions,
} from './support/worker-processes.ts';

// A server that takes uploads and tells of events, and worker processes that import and send webhooks, and are killed.

const [upload] = generateMixedDistrict(240);

let database: TestDatabase;
let folder: string;
let server: RunningServer;
let client: Client;
let receiver: WebhookReceiver;
let account_id: number;
let secret: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-events-'));
  database = await createTestDatabase();
  const place = { database_url: database.url, data_dir: folder };
  server = await startServer({ ...place, port: 0, host: '127.0.0.1', workers: 0 });
  client = createClient({ base_url: server.url, token: server.token });
});
afterAll(async () => {
  removeWorkerProgram();
  await server.close();
  await database.close();
  removeFolder(folder);
});
beforeEach(async () => {
  receiver = await startWebhookReceiver();
  account_id = await makeTenant(database.pool, 'District');
  const { origin, pathname } = new URL(receiver.url);
  // Only the workers may reach it.
  const url = `http://localhost:${new URL(origin).port}${pathname}`;
  ({ secret } = await client.createWebhook({
    account_id,
    url,
    kinds: ['sis_import.created', 'sis_import.state', 'sis_import.progress'],
  }));
});
afterEach(async () => {
  await endWorkerProcesses();
  await receiver.close();
});

const startWorker = (options: WorkerProcessOptions = {}) =>
  startWorkerProcess(database.url, {
    concurrency: 1,
    check_ms: 50,
    grace_ms: 100,
    engine: { files: join(folder, 'files'), chunk_rows: 20 },
    webhook_networks: ['127.0.0.0/8', '::1'],
    ...options,
  });

async function send(): Promise<number> {
  const content = new Uint8Array(await zipOf(upload));
  const { id } = await client.createSisImport({ account_id, attachment: { name: 'school.zip', content } });
  return id;
}

/** The numbers and states that the outbox holds: what must have been told. */
async function written(): Promise<readonly (readonly [number, string, string])[]> {
  const { rows } = await database.pool.query(
    'select number, kind, workflow_state from sis_import_events where root_account_id = $1 order by number',
    [account_id],
  );
  return rows.map(({ number, kind, workflow_state }) => [number, kind, workflow_state]);
}

/** Each event's first delivery, in the order in which they came. */
const firstTold = (deliveries: WebhookReceiver['received']) =>
  [...new Map(deliveries.toReversed().map(({ event }) => [event.id, event])).values()]
    .toReversed()
    .map(({ number, kind, sis_import }) => [number, kind, sis_import.workflow_state] as const);

const withoutProgress = (events: readonly (readonly [number, string, string])[]) =>
  events.filter(([, kind]) => kind !== 'sis_import.progress');

const isEnd = ({ event }: WebhookReceiver['received'][number]) =>
  /^(imported|failed)/.test(event.sis_import.workflow_state);

describe('killing the worker', () => {
  it('between a state and its delivery loses none', async () => {
    const importer = await startWorker({ only: 'imports' });
    const id = await send();
    await client.waitForSisImport({ account_id, id }, { longest_pause_ms: 50 });
    await endProcess(importer, 'SIGKILL');
    expect(receiver.received).toEqual([]);
    await startWorker();
    await eventually(async () => receiver.taken.some(isEnd), 30_000);
    expect(withoutProgress(firstTold(receiver.received))).toEqual(withoutProgress(await written()));
    expect(receiver.received.every((delivery) => isSignedWith(secret, delivery))).toBe(true);
  }, 60_000);

  it('after the receiver has got an event and before that is noted tells it again, under the same id', async () => {
    let worker = await startWorker();
    // The receiver has it, but never says so.
    receiver.answer = (delivery) => (isEnd(delivery) ? undefined : 200);
    await send();
    await eventually(async () => receiver.received.some(isEnd), 30_000);
    await endProcess(worker, 'SIGKILL');
    receiver.answer = () => 200;
    worker = await startWorker();
    await eventually(async () => receiver.taken.some(isEnd), 30_000);
    const ends = receiver.received.filter(isEnd);
    expect(ends.length).toBe(2);
    expect(ends[1]?.headers['webhook-id']).toBe(ends[0]?.headers['webhook-id']);
    expect(ends[1]?.body).toBe(ends[0]?.body);
    const others = receiver.received.filter((delivery) => !isEnd(delivery)).map(({ event }) => event.id);
    expect(others).toHaveLength(new Set(others).size);
  }, 60_000);

  it('again and again leaves each state told once in the outbox, and at least once to webhook and stream', async () => {
    const draw = seededDraws(20_261_124);
    const heard: ImportEvent[] = [];
    const stop = new AbortController();
    const listening = (async () => {
      for await (const event of client.streamAccountImportEvents(
        { account_id, last_event_id: 0 },
        { signal: stop.signal },
      ))
        heard.push(event);
    })();
    let worker = await startWorker();
    const id = await send();
    for (let kill = 0; kill < 8; kill++) {
      await delay(draw() * 120);
      await endProcess(worker, 'SIGKILL');
      worker = await startWorker();
    }
    await client.waitForSisImport({ account_id, id }, { longest_pause_ms: 50 });
    await eventually(async () => receiver.taken.some(isEnd), 30_000);
    const events = await written();
    expect(events.map(([number]) => number)).toEqual(events.map((_, at) => at + 1));
    expect(withoutProgress(events).map(([, kind, state]) => [kind, state])).toEqual([
      ['sis_import.created', 'initializing'],
      ['sis_import.state', 'created'],
      ['sis_import.state', 'importing'],
      ['sis_import.state', expect.stringMatching(/^(imported|failed)/)],
    ]);
    expect(withoutProgress(firstTold(receiver.received))).toEqual(withoutProgress(events));
    await eventually(async () => heard.length === events.length);
    expect(heard.map(({ number, kind, sis_import }) => [number, kind, sis_import.workflow_state])).toEqual(
      events,
    );
    stop.abort();
    await expect(listening).rejects.toThrow();
  }, 120_000);
});

it('a server that did not run the import streams what becomes of it, and has counts in the end', async () => {
  const id = await send();
  const heard: ImportEvent[] = [];
  const listening = (async () => {
    for await (const event of client.streamImportEvents({ account_id, id })) {
      heard.push(event);
      if (event.sis_import.progress === 100) return;
    }
  })();
  await startWorker();
  await listening;
  const shown = await client.showSisImport({ account_id, id });
  expect(heard[0]?.sis_import.workflow_state).toBe('created');
  expect(heard.at(-1)?.sis_import).toEqual({
    id,
    workflow_state: shown.workflow_state,
    progress: 100,
    counts: shown.data.counts,
  });
}, 60_000);
