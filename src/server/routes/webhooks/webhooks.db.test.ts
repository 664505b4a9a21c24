import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { eventually } from '../../../../test/support/eventually.ts';
import { openRosterFactory } from '../../../../test/support/roster-factory.ts';
import {
  isSignedWith,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../../../../test/support/webhook-receiver.ts';
import type { NewWebhook, Webhook, WebhookDelivery } from '../../../api/index.ts';
import { prepareQueue } from '../../../queue/index.ts';
import { deliveryRules } from '../../webhooks/send-delivery.ts';

const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
let server: ApiServer;
let tenant: Tenant;
let other: Tenant;
let sub_account: number;
let receiver: WebhookReceiver;
beforeAll(async () => {
  server = await createApiServer({
    delivery_rules: { ...deliveryRules(['127.0.0.0/8']), timeout_ms: 60_000 },
    limits: { webhooks: 3, webhook_tests: 1 },
  });
  await prepareQueue({ connection: server.database.connection, log });
  tenant = await server.makeTenant('Lakeside', '127.0.0.1');
  other = await server.makeTenant('Hillside');
  sub_account = await (await openRosterFactory(server.database.pool, tenant.id)).account();
  receiver = await startWebhookReceiver();
});
afterAll(async () => {
  await receiver.close();
  await server.close();
});
beforeEach(() => {
  receiver.answer = () => 200;
});
afterEach(async () => {
  receiver.received.length = 0;
  await server.database.pool.query('delete from webhooks');
});

type Answer = readonly [status: number, body: Webhook & Record<string, unknown>];

async function send(
  method: string,
  id: unknown = '',
  body?: unknown,
  token: string | null = tenant.token,
  account: unknown = tenant.id,
): Promise<Answer> {
  const path = `/api/v1/accounts/${account}/webhooks${id === '' ? '' : `/${id}`}`;
  const response = await server.send(method, path, body, token);
  const text = await response.text();
  return [response.status, text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text];
}

async function make(body: object = { url: receiver.url }): Promise<NewWebhook> {
  const [status, made] = await send('POST', '', body);
  expect([status, made]).toEqual([200, expect.anything()]);
  return made as unknown as NewWebhook;
}

const fresh = {
  account_id: 0,
  url: '',
  kinds: ['sis_import.created', 'sis_import.state', 'sis_import.hold', 'sis_import.approved'],
  workflow_state: 'active',
  created_at: expect.stringMatching(/^\d{4}-.*Z$/),
  delivered_number: 0,
  last_delivery_at: null,
  failing_since: null,
  last_error: null,
  attempts: 0,
  next_attempt_at: null,
  passed_over: 0,
  disabled_at: null,
};
const field = (attribute: string, type: string) => ({
  errors: { [attribute]: [{ attribute, type, message: expect.any(String) }] },
  code: `${type}_field`,
});
const unauthorized = {
  status: 'unauthorized',
  errors: [{ message: expect.any(String) }],
  code: 'unauthorized',
};
const unknown = { errors: [{ message: 'The webhook does not exist.' }], code: 'unknown_record' };

describe('making a webhook', () => {
  it('shows it with its secret, this once', async () => {
    const { secret, ...made } = await make();
    expect(secret).toMatch(/^whsec_/);
    expect(made).toStrictEqual({ ...fresh, id: made.id, account_id: tenant.id, url: receiver.url });
    expect(await send('GET', made.id)).toStrictEqual([200, made]);
    expect(await send('GET')).toStrictEqual([200, [made]]);
    for (const text of [await send('GET', made.id), await send('GET'), await send('DELETE', made.id)])
      expect(JSON.stringify(text)).not.toContain(secret);
  });

  it.each([
    [['sis_import.progress'], ['sis_import.progress']],
    [
      ['sis_import.hold', 'sis_import.created', 'sis_import.hold'],
      ['sis_import.created', 'sis_import.hold'],
    ],
    [[], fresh.kinds],
    ['sis_import.state', ['sis_import.state']],
  ])('with the kinds %j has %j', async (kinds, expected) => {
    expect((await make({ url: receiver.url, kinds })).kinds).toEqual(expected);
  });

  it('takes the account by its SIS id and in other forms, and a form as well as JSON', async () => {
    await server.database.pool.query(`update accounts set sis_id = 'LAKE' where id = $1`, [tenant.id]);
    const form = new URLSearchParams([
      ['url', 'https://school.example/hook#part'],
      ['kinds[]', 'sis_import.state'],
    ]);
    for (const account of ['self', 'sis_account_id:LAKE', 'hex:sis_account_id:4c414b45']) {
      const [status, made] = await send('POST', '', form, tenant.token, account);
      expect([status, made]).toMatchObject([
        200,
        { account_id: tenant.id, url: 'https://school.example/hook', kinds: ['sis_import.state'] },
      ]);
    }
  });

  it.each([
    [{}, 'blank'],
    [{ url: '' }, 'blank'],
    [{ url: 'school.example/hook' }, 'invalid'],
    [{ url: 'ftp://school.example/' }, 'invalid'],
    [{ url: 'file:///etc/passwd' }, 'invalid'],
    [{ url: 'https://ada:secret@school.example/' }, 'invalid'],
    [{ url: ['https://school.example/'] }, 'invalid'],
    [{ url: `https://school.example/${'x'.repeat(2000)}` }, 'too_long'],
    [{ url: 'http://10.0.0.1/' }, 'not_public'],
    [{ url: 'http://169.254.169.254/latest/meta-data' }, 'not_public'],
    [{ url: 'http://[::1]:80/' }, 'not_public'],
    [{ url: 'http://[::ffff:10.0.0.1]/' }, 'not_public'],
    [{ url: 'http://0xa000001/' }, 'not_public'],
  ])('refuses %j', async (body, type) => {
    expect(await send('POST', '', body)).toEqual([400, field('url', type)]);
  });

  it('refuses a kind that there is not', async () => {
    expect(
      await send('POST', '', { url: receiver.url, kinds: ['sis_import.state', 'user.created'] }),
    ).toEqual([
      400,
      { message: expect.stringContaining('“user.created” is not a value of `kinds`'), code: 'invalid_value' },
    ]);
  });

  it('ends when there are as many as an account may have, also for those who ask at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => send('POST', '', { url: receiver.url })),
    );
    expect(answers.map(([status]) => status).sort()).toEqual([200, 200, 200, 400, 400, 400]);
    expect(await send('POST', '', { url: receiver.url })).toEqual([
      400,
      { message: expect.stringContaining('3 webhooks'), code: 'too_many_webhooks' },
    ]);
    const [status] = await send('POST', '', { url: receiver.url }, other.token, other.id);
    expect(status).toBe(200);
  });

  it('tells it what happens from then on', async () => {
    await server.database.pool.query('insert into sis_imports (root_account_id) values ($1), ($1)', [
      tenant.id,
    ]);
    expect((await make()).delivered_number).toBe(2);
  });
});

describe('listing webhooks', () => {
  it('comes in pages, oldest first', async () => {
    const ids = [(await make()).id, (await make()).id, (await make()).id];
    const list = async (query: string) => {
      const response = await server.get(`/api/v1/accounts/${tenant.id}/webhooks${query}`, tenant.token);
      const rows = (await response.json()) as Webhook[];
      return [rows.map(({ id }) => id), response.headers.get('link')] as const;
    };
    const [first, link] = await list('?per_page=2');
    expect(first).toEqual(ids.slice(0, 2));
    expect(link).toContain('page=2&per_page=2>; rel="next"');
    expect((await list('?per_page=2&page=2'))[0]).toEqual(ids.slice(2));
  });
});

describe('a test delivery', () => {
  it('is signed, tells of no import and leaves the webhook as it is', async () => {
    const { id, secret } = await make();
    expect(await send('POST', `${id}/test`)).toEqual([
      200,
      { delivered: true, status: 200, error: null, duration_ms: expect.any(Number) },
    ]);
    const [got] = receiver.received;
    expect(got?.event).toEqual({
      id: got?.headers['webhook-id'],
      kind: 'webhook.test',
      time: expect.stringMatching(/Z$/),
      account_id: tenant.id,
    });
    expect(isSignedWith(secret, got!)).toBe(true);
    expect((await send('GET', id))[1]).toMatchObject({ last_delivery_at: null, failing_since: null });
  });

  it('says what went wrong', async () => {
    const { id } = await make();
    receiver.answer = () => 500;
    expect(await send('POST', `${id}/test`)).toMatchObject([
      200,
      { delivered: false, status: 500, error: 'The receiver answered 500.' },
    ]);
    receiver.answer = (_received, response) => {
      response.destroy();
      return undefined;
    };
    expect(await send('POST', `${id}/test`)).toMatchObject([
      200,
      { delivered: false, status: null, error: expect.stringContaining('broke the connection off') },
    ]);
  });

  it('has to wait while too many are under way', async () => {
    const { id } = await make();
    let letGo: (() => void) | undefined;
    receiver.answer = () =>
      new Promise((resolve) => {
        letGo = () => resolve(200);
      });
    const first = send('POST', `${id}/test`);
    await eventually(async () => letGo !== undefined);
    const [status, text] = await send('POST', `${id}/test`);
    expect([status, text]).toEqual([429, expect.stringContaining('too many webhooks are being tested')]);
    letGo?.();
    expect((await first)[0]).toBe(200);
  });
});

describe('the deliveries of a webhook', () => {
  it('are listed in pages, newest first, without secret or body', async () => {
    const [one, another] = [await make(), await make()];
    const { pool } = server.database;
    await pool.query(
      `insert into webhook_deliveries (root_account_id, webhook_id, event_id, event_number, kind, sis_import_id, attempt,
         delivered, status, error, duration_ms)
       select $1, webhook_id, gen_random_uuid(), 4, 'sis_import.state', 9, at, at = 3, case when at = 3 then 204 end,
         case when at < 3 then 'It failed.' end, 12
       from unnest($2::bigint[]) webhook_id, generate_series(1, 3) at order by at`,
      [tenant.id, [one.id, another.id]],
    );
    const list = async (query = '') => {
      const path = `/api/v1/accounts/${tenant.id}/webhooks/${one.id}/deliveries${query}`;
      const response = await server.get(path, tenant.token);
      return [(await response.json()) as WebhookDelivery[], response.headers.get('link')] as const;
    };
    const [first, link] = await list('?per_page=2');
    expect(first).toStrictEqual([
      {
        id: expect.any(Number),
        webhook_id: one.id,
        event_id: expect.stringMatching(/^[\da-f-]{36}$/),
        event_number: 4,
        kind: 'sis_import.state',
        sis_import_id: 9,
        attempt: 3,
        delivered: true,
        status: 204,
        error: null,
        duration_ms: 12,
        created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      },
      expect.objectContaining({ attempt: 2, delivered: false, status: null, error: 'It failed.' }),
    ]);
    expect(link).toContain('page=2&per_page=2>; rel="next"');
    expect((await list('?per_page=2&page=2'))[0].map(({ attempt }) => attempt)).toEqual([1]);
    expect((await send('DELETE', one.id))[0]).toBe(200);
    const { rows } = await pool.query('select distinct webhook_id from webhook_deliveries');
    expect(rows).toEqual([{ webhook_id: another.id }]);
  });
});

describe('enabling a webhook', () => {
  it('forgets its failures and gives it its turn', async () => {
    const { id } = await make();
    const { pool } = server.database;
    await pool.query(
      `update webhooks set workflow_state = 'disabled', disabled_at = now(), failing_since = now(), last_error = 'No.',
         attempts = 4, first_attempt_at = now(), next_attempt_at = now()`,
    );
    expect((await send('GET', id))[1]).toMatchObject({
      workflow_state: 'disabled',
      disabled_at: expect.any(String),
      last_error: 'No.',
      attempts: 4,
      next_attempt_at: null,
    });
    expect(await send('PUT', `${id}/enable`)).toEqual([
      200,
      { ...fresh, id, account_id: tenant.id, url: receiver.url, delivered_number: expect.any(Number) },
    ]);
    const { rows } = await pool.query('select task_identifier, key from graphile_worker.jobs');
    expect(rows).toEqual([{ task_identifier: 'deliver_webhook', key: `webhook:${id}` }]);
  });
});

describe('webhooks are for those who may manage SIS data', () => {
  const calls = (id: number): readonly (readonly [string, unknown, unknown?])[] => [
    ['GET', ''],
    ['POST', '', { url: receiver.url }],
    ['GET', id],
    ['GET', `${id}/deliveries`],
    ['POST', `${id}/test`],
    ['PUT', `${id}/enable`],
    ['DELETE', id],
  ];

  it('in their root account', async () => {
    const { id } = await make();
    const importer = await server.makeAdmin(tenant, { import_sis: true, manage_account_settings: true });
    const below = await server.makeAdmin(
      { root_account_id: tenant.id, id: sub_account },
      { manage_sis: true },
    );
    for (const [method, path, body] of calls(id)) {
      expect((await send(method, path, body, null))[0]).toBe(401);
      for (const token of [importer, below, other.token])
        expect(await send(method, path, body, token)).toEqual([403, unauthorized]);
    }
    const manager = await server.makeAdmin(tenant, { manage_sis: true });
    for (const [method, path, body] of calls(id)) {
      expect((await send(method, path, body, manager))[0], `${method} ${path}`).toBe(200);
    }
  });

  it('and are found in no other account', async () => {
    const { id } = await make();
    for (const [method, path, body] of calls(id).slice(2)) {
      expect(await send(method, path, body, other.token, other.id)).toEqual([404, unknown]);
      expect(await send(method, String(path).replace(String(id), 'x'), body)).toEqual([404, unknown]);
      expect((await send(method, path, body, tenant.token, sub_account))[1]).toMatchObject({
        code: 'not_a_root_account',
      });
    }
    expect((await send('GET', id))[0]).toBe(200);
    expect((await send('DELETE', id))[0]).toBe(200);
    expect(await send('GET', id)).toEqual([404, unknown]);
    expect(await send('DELETE', id)).toEqual([404, unknown]);
  });
});

function ignore(): void {
  // The tests look at what happens, not at what is said about it.
}
