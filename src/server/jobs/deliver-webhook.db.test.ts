import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { insertImportRow } from '../../../test/support/sis-import-rows.ts';
import {
  isSignedWith,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../../../test/support/webhook-receiver.ts';
import {
  deleteWebhook,
  enableWebhook,
  findWebhook,
  type ImportEventKind,
  insertWebhook,
  inTransaction,
  listWebhookDeliveries,
  type WebhookRow,
} from '../../db/index.ts';
import { prepareQueue } from '../../queue/index.ts';
import type { Storage } from '../../storage/index.ts';
import { deliveryRules } from '../webhooks/send-delivery.ts';
import { makeWebhookSecret } from '../webhooks/sign-delivery.ts';
import { enqueueDelivery } from './deliver-webhook.ts';
import { startWorkers, type Workers } from './index.ts';

const ROOT = 7;
const secret = makeWebhookSecret();
let database: TestDatabase;
let running: Workers[];
let receiver: WebhookReceiver;
let told: string[];
const note = (_level: string) => (fields: object, text: string) =>
  void told.push(`${text} ${JSON.stringify(fields)}`);
const log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };

beforeEach(async () => {
  running = [];
  told = [];
  database = await createTestDatabase();
  await prepareQueue({ connection: database.connection, log });
  receiver = await startWebhookReceiver();
});
afterEach(async () => {
  await Promise.all(running.map((workers) => workers.stop()));
  await receiver.close();
  await database.close();
  expect(told.join('\n')).not.toContain(secret);
});

async function start(first_pause_seconds = 0.05): Promise<Workers> {
  const workers = await startWorkers({
    database,
    // No import is run here.
    storage: {} as Storage,
    runImport: async () => {},
    log,
    concurrency: 1,
    only: 'webhooks',
    delivery_rules: { ...deliveryRules(['127.0.0.0/8']), timeout_ms: 60_000 },
    first_pause_seconds,
    poll_ms: 50,
  });
  running.push(workers);
  return workers;
}

async function stop(workers: Workers): Promise<void> {
  running = running.filter((other) => other !== workers);
  await workers.stop();
}

const all_kinds: readonly ImportEventKind[] = [
  'sis_import.created',
  'sis_import.state',
  'sis_import.progress',
  'sis_import.hold',
  'sis_import.approved',
];

async function addWebhook(given: Partial<Pick<WebhookRow, 'url' | 'kinds' | 'root_account_id'>> = {}) {
  const made = { root_account_id: ROOT, url: receiver.url, kinds: all_kinds, user_id: 1, secret, ...given };
  const row = await inTransaction(database.pool, (client) => insertWebhook(client, made, 20));
  return { root_account_id: row!.root_account_id, id: row!.id };
}

const addImport = (root_account_id = ROOT) => insertImportRow(database.pool, { root_account_id });

async function change(id: number, columns: string): Promise<void> {
  await database.pool.query(`update sis_imports set ${columns} where id = $1`, [id]);
}

/** From its making to its end. */
async function liveThrough(): Promise<number> {
  const id = await addImport();
  await change(id, `workflow_state = 'importing'`);
  await change(id, `workflow_state = 'imported', progress = 100, data = data || '{"counts": {"users": 2}}'`);
  return id;
}

async function isIdle(): Promise<boolean> {
  return (await database.pool.query('select from graphile_worker.jobs')).rowCount === 0;
}

const numbers = (deliveries: WebhookReceiver['received']) => deliveries.map(({ event }) => event.number);
const show = (key: { root_account_id: number; id: number }) => findWebhook(database.pool, key);

describe('a webhook', () => {
  test('is sent each event once, in order, signed, with the import in short', async () => {
    await start();
    const key = await addWebhook();
    const id = await liveThrough();
    await eventually(async () => receiver.taken.length === 3);
    expect(receiver.taken.map(({ event }) => [event.number, event.kind])).toEqual([
      [1, 'sis_import.created'],
      [2, 'sis_import.state'],
      [3, 'sis_import.state'],
    ]);
    for (const delivery of receiver.taken) {
      expect(isSignedWith(secret, delivery)).toBe(true);
      expect(delivery.headers['webhook-id']).toBe(delivery.event.id);
    }
    expect(receiver.taken[2]?.event).toStrictEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      number: 3,
      kind: 'sis_import.state',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      account_id: ROOT,
      sis_import: { id, workflow_state: 'imported', progress: 100, counts: { users: 2 } },
    });
    expect(
      await eventually(async () => ((await show(key))?.delivered_number === 3 ? show(key) : undefined)),
    ).toMatchObject({
      failing_since: null,
      last_delivery_at: expect.any(String),
    });
  });

  test('is sent the kinds that it asked for, of its root account', async () => {
    await start();
    await addWebhook({ kinds: ['sis_import.hold', 'sis_import.progress'] });
    const id = await liveThrough();
    await change(await addImport(8), 'progress = 5');
    await change(id, 'data = data || \'{"hold": {}}\'');
    await database.pool.query(`update sis_import_events set created_at = now() - interval '1 minute'`);
    await change(id, 'progress = 99');
    await eventually(async () => receiver.taken.length >= 2 && (await isIdle()));
    expect(receiver.taken.map(({ event }) => event.kind)).toEqual(['sis_import.hold', 'sis_import.progress']);
  });

  test('that is behind is not told how far an import was when there is something newer', async () => {
    const key = await addWebhook();
    const [first, second] = [await addImport(), await addImport()];
    const letTimePass = () =>
      database.pool.query(`update sis_import_events set created_at = created_at - interval '1 minute'`);
    for (const progress of [10, 20, 30]) {
      await letTimePass();
      await change(first, `progress = ${progress}`);
      await change(second, `progress = ${progress}`);
    }
    await change(second, `workflow_state = 'imported', progress = 100`);
    await start();
    await eventually(async () => (await show(key))?.delivered_number === 9);
    expect(
      receiver.taken.map(({ event }) => [
        event.sis_import.id === first,
        event.kind,
        event.sis_import.progress,
      ]),
    ).toEqual([
      [true, 'sis_import.created', 0],
      [false, 'sis_import.created', 0],
      [true, 'sis_import.progress', 30],
      [false, 'sis_import.state', 100],
    ]);
  });

  test('that fails and recovers has missed nothing, and nothing comes out of order', async () => {
    let answers = 0;
    let letGo: (() => void) | undefined;
    const looked = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    receiver.answer = async () => {
      answers++;
      if (answers === 3) await looked;
      return answers <= 4 ? 503 : 200;
    };
    await start();
    const key = await addWebhook();
    await addImport();
    await eventually(async () => (await show(key))?.attempts === 2);
    expect(await show(key)).toMatchObject({
      workflow_state: 'active',
      delivered_number: 0,
      failing_since: expect.any(String),
      next_attempt_at: expect.any(String),
      last_error: 'The receiver answered 503.',
    });
    await liveThrough();
    letGo?.();
    await eventually(async () => receiver.taken.length === 4);
    expect(numbers(receiver.received)).toEqual([1, 1, 1, 1, 1, 2, 3, 4]);
    expect(numbers(receiver.taken)).toEqual([1, 2, 3, 4]);
    const [first, ...again] = receiver.received.slice(0, 5);
    for (const { event, body } of again) expect([event.id, body]).toEqual([first?.event.id, first?.body]);
    const recovered = await eventually(async () =>
      (await show(key))?.delivered_number === 4 ? show(key) : undefined,
    );
    expect(recovered).toMatchObject({
      attempts: 0,
      failing_since: null,
      last_error: null,
      next_attempt_at: null,
    });
    const listed = await listWebhookDeliveries(database.pool, key, { limit: 20, offset: 0 });
    expect(
      listed.toReversed().map((made) => [made.event_number, made.attempt, made.delivered, made.status]),
    ).toEqual([
      [1, 1, false, 503],
      [1, 2, false, 503],
      [1, 3, false, 503],
      [1, 4, false, 503],
      [1, 5, true, 200],
      [2, 1, true, 200],
      [3, 1, true, 200],
      [4, 1, true, 200],
    ]);
  });

  test('that waits after a failure is not hurried by new events', async () => {
    receiver.answer = () => 500;
    await start(3_600);
    const key = await addWebhook();
    await addImport();
    const waits = () =>
      eventually(async () => {
        const { rows } = await database.pool.query(
          `select run_at > now() + interval '40 minutes' as waits from graphile_worker.jobs where locked_at is null`,
        );
        return rows.length === 1 && rows[0].waits;
      });
    await eventually(async () => (await show(key))?.attempts === 1);
    await waits();
    await addImport();
    await waits();
    expect(numbers(receiver.received)).toEqual([1]);
    // Somebody who has repaired the receiver need not wait, either.
    receiver.answer = () => 200;
    await inTransaction(database.pool, async (client) => {
      await enableWebhook(client, key);
      await enqueueDelivery(client, key);
    });
    await eventually(async () => receiver.taken.length === 2);
    expect(numbers(receiver.taken)).toEqual([1, 2]);
  });

  test('that will not take one event for a day is sent the next ones', async () => {
    receiver.answer = ({ event }) => (event.number === 1 ? 400 : 200);
    await start();
    const key = await addWebhook();
    await liveThrough();
    await eventually(async () => ((await show(key))?.attempts ?? 0) > 0);
    expect(receiver.taken).toEqual([]);
    await database.pool.query(`update webhooks set first_attempt_at = now() - interval '24 hours 1 minute'`);
    await eventually(async () => receiver.taken.length === 2);
    expect(numbers(receiver.taken)).toEqual([2, 3]);
    expect(
      await eventually(async () => ((await show(key))?.delivered_number === 3 ? show(key) : undefined)),
    ).toMatchObject({
      passed_over: 1,
      workflow_state: 'active',
    });
  });

  test('none of whose deliveries has succeeded for three days is disabled, and says so', async () => {
    receiver.answer = () => 500;
    await start();
    const key = await addWebhook();
    await liveThrough();
    await eventually(async () => ((await show(key))?.attempts ?? 0) > 0);
    await database.pool.query(`update webhooks set failing_since = now() - interval '71 hours'`);
    const before_long = (await show(key))?.attempts ?? 0;
    await eventually(async () => ((await show(key))?.attempts ?? 0) > before_long);
    expect((await show(key))?.workflow_state).toBe('active');
    await database.pool.query(`update webhooks set failing_since = now() - interval '72 hours 1 minute'`);
    await eventually(async () => (await show(key))?.workflow_state === 'disabled');
    expect(await show(key)).toMatchObject({
      disabled_at: expect.any(String),
      last_error: 'The receiver answered 500.',
      delivered_number: 0,
    });
    expect(told.filter((line) => line.startsWith('a webhook is disabled'))).toHaveLength(1);
    await eventually(isIdle);
    const before = receiver.received.length;
    await addImport();
    expect(await isIdle()).toBe(true);
    expect(receiver.received.length).toBe(before);
    // Whoever enables it again gets what it has not had.
    receiver.answer = () => 200;
    await enableWebhook(database.pool, key);
    await enqueueDelivery(database.pool, key);
    await eventually(async () => receiver.taken.length === 4);
    expect(numbers(receiver.taken)).toEqual([1, 2, 3, 4]);
  });

  test('whose receiver says that it is gone is disabled at once', async () => {
    receiver.answer = () => 410;
    await start();
    const key = await addWebhook();
    await liveThrough();
    await eventually(async () => (await show(key))?.workflow_state === 'disabled');
    expect(numbers(receiver.received)).toEqual([1]);
  });

  test('that does not answer keeps nobody else waiting', async () => {
    const silent = await startWebhookReceiver();
    silent.answer = () => undefined;
    try {
      await start();
      for (let count = 0; count < 3; count++) await addWebhook({ url: silent.url });
      await addWebhook();
      await addImport();
      // Those that do not answer are given a minute.
      await eventually(async () => receiver.taken.length === 1 && silent.received.length === 3);
    } finally {
      await silent.close();
    }
  });

  test('may be deleted while it is being sent something', async () => {
    const key = await addWebhook();
    let deleted: Promise<unknown> | undefined;
    receiver.answer = async () => {
      deleted = deleteWebhook(database.pool, key);
      await deleted;
      return 500;
    };
    await start();
    await liveThrough();
    await eventually(async () => deleted !== undefined);
    await eventually(isIdle);
    expect(receiver.received).toHaveLength(1);
  });
});

test('a worker that stops in the middle leaves the delivery to the next one', async () => {
  receiver.answer = () => undefined;
  const first = await start();
  const key = await addWebhook();
  await liveThrough();
  await eventually(async () => receiver.received.length === 1);
  // It would have to wait for an answer for a minute.
  await stop(first);
  expect(await show(key)).toMatchObject({ attempts: 0, delivered_number: 0 });
  receiver.answer = () => 200;
  await start();
  await eventually(async () => receiver.taken.length === 3);
  expect(numbers(receiver.received)).toEqual([1, 1, 2, 3]);
});

test('two workers never send the same webhook at once', async () => {
  let at_once = 0;
  let most = 0;
  receiver.answer = async () => {
    most = Math.max(most, ++at_once);
    await delay(10);
    at_once--;
    return 200;
  };
  await Promise.all([start(), start()]);
  await addWebhook();
  await Promise.all(Array.from({ length: 10 }, liveThrough));
  await eventually(async () => receiver.taken.length === 30);
  expect(most).toBe(1);
  expect(numbers(receiver.received)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
});
