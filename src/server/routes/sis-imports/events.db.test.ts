import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { type EventListener, listenToEvents } from '../../../../test/support/event-listener.ts';
import { eventually } from '../../../../test/support/eventually.ts';
import { openRosterFactory } from '../../../../test/support/roster-factory.ts';
import { insertImportRow } from '../../../../test/support/sis-import-rows.ts';

let server: ApiServer;
let tenant: Tenant;
let other: Tenant;
let sub_account: number;
const listeners: EventListener[] = [];
beforeAll(async () => {
  server = await createApiServer({ limits: { event_heartbeat_ms: 50 } });
  tenant = await server.makeTenant('Lakeside', '127.0.0.1');
  other = await server.makeTenant('Hillside');
  sub_account = await (await openRosterFactory(server.database.pool, tenant.id)).account();
});
afterAll(() => server.close());
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.leave()));
});

const path = (rest = 'events', account: unknown = tenant.id) =>
  `/api/v1/accounts/${account}/sis_imports/${rest}`;

async function listen(
  rest?: string,
  headers?: Record<string, string>,
  token = tenant.token,
  account?: unknown,
): Promise<EventListener> {
  const listener = await listenToEvents(`${server.url}${path(rest, account)}`, token, headers);
  listeners.push(listener);
  return listener;
}

const add = (root_account_id = tenant.id) => insertImportRow(server.database.pool, { root_account_id });

async function change(id: number, columns: string): Promise<void> {
  await server.database.pool.query(`update sis_imports set ${columns} where id = $1`, [id]);
}

async function lastNumber(): Promise<number> {
  const { rows } = await server.database.pool.query(
    'select last_number from sis_import_event_numbers where root_account_id = $1',
    [tenant.id],
  );
  return rows[0]?.last_number ?? 0;
}

const states = ({ heard }: EventListener) =>
  heard.map(({ event, data }) => [event, data.sis_import?.workflow_state, data.sis_import?.progress]);
const numbers = ({ heard }: EventListener) => heard.map(({ data }) => data.number);

describe('the stream of a root account', () => {
  it('tells what becomes of its imports, from now on', async () => {
    await add();
    const listener = await listen();
    expect([listener.status, listener.headers['content-type']]).toEqual([200, 'text/event-stream']);
    expect(listener.headers['cache-control']).toBe('no-store');
    const id = await add();
    await add(other.id);
    await change(
      id,
      `workflow_state = 'importing', data = data || '{"counts": {"users": 1, "accounts": 2}}'`,
    );
    await change(id, `workflow_state = 'imported', progress = 100`);
    await listener.until(3);
    expect(states(listener)).toEqual([
      ['sis_import.created', 'created', 0],
      ['sis_import.state', 'importing', 0],
      ['sis_import.state', 'imported', 100],
    ]);
    const [, second] = listener.heard;
    expect(second?.data).toStrictEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      number: Number(second?.id),
      kind: 'sis_import.state',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      account_id: tenant.id,
      sis_import: { id, workflow_state: 'importing', progress: 0, counts: { accounts: 2, users: 1 } },
    });
    expect(Object.keys(second?.data.sis_import?.counts ?? {})).toEqual(['accounts', 'users']);
  });

  it('begins with what follows the last event that the caller knows, however it says so', async () => {
    const known = await lastNumber();
    const id = await add();
    await change(id, `workflow_state = 'importing'`);
    for (const listener of [
      await listen('events', { 'last-event-id': String(known) }),
      await listen(`events?last_event_id=${known}`),
      await listen('events?last_event_id=0', { 'last-event-id': String(known) }),
    ]) {
      await listener.until(2);
      expect(numbers(listener)).toEqual([known + 1, known + 2]);
    }
    const nobody_behind = await listen('events', { 'last-event-id': String(known + 2) });
    await add();
    await nobody_behind.until(1);
    expect(numbers(nobody_behind)).toEqual([known + 3]);
  });

  it('has neither gap nor double for those who come and go while much happens', async () => {
    const begin = await lastNumber();
    const total = 600;
    let is_over = false;
    const writing = (async () => {
      for (let made = 0; made < total; ) {
        await server.database.pool.query(
          'insert into sis_imports (root_account_id) select $1 from generate_series(1, 25)',
          [tenant.id],
        );
        made += 25;
      }
      is_over = true;
    })();
    const follow = async () => {
      const got: number[] = [];
      while (!is_over || got.length < total) {
        const listener = await listenToEvents(`${server.url}${path()}`, tenant.token, {
          'last-event-id': String(got.at(-1) ?? begin),
        });
        await listener.until(Math.min(130, total - got.length));
        await listener.leave();
        got.push(...numbers(listener));
      }
      return got;
    };
    const followed = await Promise.all([follow(), follow(), follow()]);
    await writing;
    const expected = Array.from({ length: total }, (_, at) => begin + at + 1);
    for (const got of followed) expect(got).toEqual(expected);
  });

  it('says so when events are lost, and goes on with those that are kept', async () => {
    const before = await lastNumber();
    for (let count = 0; count < 3; count++) await add();
    await server.database.pool.query(
      'delete from sis_import_events where root_account_id = $1 and number <= $2',
      [tenant.id, before + 2],
    );
    const listener = await listen('events', { 'last-event-id': String(before) });
    await listener.until(2);
    expect(listener.heard[0]).toEqual({ id: String(before + 2), event: 'gap', data: { number: before + 2 } });
    expect(listener.heard[1]?.data.number).toBe(before + 3);
    // A number that is yet to come is of another life of the database.
    const stranger = await listen('events', { 'last-event-id': String(before + 1_000_000) });
    await stranger.until(2);
    expect(stranger.heard.map(({ event }) => event)).toEqual(['gap', 'sis_import.created']);
  });

  it('shows that it lives, and how soon to come back', async () => {
    const listener = await listen();
    await eventually(async () => listener.text().includes(': still here\n\n'));
    expect(listener.text()).toMatch(/^retry: 1000\n\n/);
    expect(listener.heard).toEqual([]);
  });
});

describe('the stream of an import', () => {
  it('begins with its latest event, and tells of no other import', async () => {
    const [id, another] = [await add(), await add()];
    await change(id, `workflow_state = 'importing'`);
    await change(another, `workflow_state = 'importing'`);
    const listener = await listen(`${id}/events`);
    await listener.until(1);
    await change(another, `workflow_state = 'imported'`);
    await change(id, `workflow_state = 'failed', progress = 40`);
    await listener.until(2);
    expect(states(listener)).toEqual([
      ['sis_import.state', 'importing', 0],
      ['sis_import.state', 'failed', 40],
    ]);
    expect(listener.heard.every(({ data }) => data.sis_import?.id === id)).toBe(true);
  });

  it('goes on after the last event that the caller knows', async () => {
    const id = await add();
    const known = await lastNumber();
    await add();
    await change(id, `workflow_state = 'importing'`);
    const listener = await listen(`${id}/events`, { 'last-event-id': String(known) });
    await listener.until(1);
    expect(states(listener)).toEqual([['sis_import.state', 'importing', 0]]);
  });
});

describe('streams', () => {
  it('are for those who may see imports, in their root account', async () => {
    const id = await add();
    const roster_reader = await server.makeAdmin(tenant, { read_roster: true });
    const below = await server.makeAdmin(
      { root_account_id: tenant.id, id: sub_account },
      { manage_sis: true },
    );
    for (const rest of ['events', `${id}/events`]) {
      expect((await server.get(path(rest), null)).status).toBe(401);
      for (const token of [roster_reader, below, other.token])
        expect((await server.get(path(rest), token)).status).toBe(403);
      expect(await (await server.get(path(rest, sub_account), tenant.token)).json()).toMatchObject({
        code: 'not_a_root_account',
      });
      for (const permission of ['import_sis', 'manage_sis']) {
        const listener = await listen(rest, {}, await server.makeAdmin(tenant, { [permission]: true }));
        expect(listener.status).toBe(200);
        await listener.leave();
      }
      const by_sis_id = await listen(rest, {}, tenant.token, 'self');
      expect(by_sis_id.status).toBe(200);
      await by_sis_id.leave();
    }
    for (const rest of ['999999/events', 'x/events'])
      expect((await server.get(path(rest), tenant.token)).status).toBe(404);
    expect((await server.get(path(`${id}/events`, other.id), other.token)).status).toBe(404);
  });

  it.each(['x', '-1', '1.5', '99999999999999999'])('cannot begin after %s', async (id) => {
    const answers = [
      await server.get(path(`events?last_event_id=${id}`), tenant.token),
      await server.get(path(), tenant.token, { 'last-event-id': id }),
    ];
    for (const answer of answers)
      expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'not_an_integer' }]);
  });

  it('are limited per root account, and free again once a caller has left', async () => {
    const small = await createApiServer({ limits: { event_streams: 2 } });
    const lakeside = await small.makeTenant('Lakeside');
    const hillside = await small.makeTenant('Hillside');
    const ask = ({ id, token }: Tenant) => listenToEvents(`${small.url}${path('events', id)}`, token);
    try {
      const open = [await ask(lakeside), await ask(lakeside)];
      const refused = await small.get(path('events', lakeside.id), lakeside.token);
      expect([refused.status, await refused.text()]).toEqual([
        429,
        expect.stringContaining('2 event streams of this account are open already'),
      ]);
      expect((await ask(hillside)).status).toBe(200);
      await open[0]?.leave();
      await eventually(async () => (await ask(lakeside)).status === 200);
    } finally {
      await small.close();
    }
  });

  it('are answered to HEAD without a body', async () => {
    const answer = await fetch(`${server.url}${path()}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${tenant.token}` },
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  });

  it('are told again when the session that listens has broken', async () => {
    const listener = await listen();
    const { pool } = server.database;
    await eventually(async () => {
      const { rowCount } = await pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'rollcall events' and datname = current_database()`,
      );
      return rowCount === 1;
    });
    await add();
    await listener.until(1);
  });

  it('share one session, whose end takes none of them along', async () => {
    for (let count = 0; count < 4; count++) await listen();
    await eventually(async () => {
      const { rows } = await server.database.pool.query(
        `select count(*)::int as sessions from pg_stat_activity
         where application_name = 'rollcall events' and datname = current_database()`,
      );
      return rows[0].sessions === 1;
    });
  });
});

describe('a stream ends', () => {
  it('in good order when the server closes, which does not wait for it', async () => {
    const closing = await createApiServer();
    const listener = await listenToEvents(
      `${closing.url}/api/v1/accounts/1/sis_imports/events`,
      closing.token,
    );
    await closing.close();
    expect(await listener.ended).toBe(true);
  });

  it('after a while, so that a token that is good no more opens it no more', async () => {
    const brief = await createApiServer({ limits: { event_heartbeat_ms: 20, event_stream_ms: 60 } });
    try {
      const listener = await listenToEvents(`${brief.url}/api/v1/accounts/1/sis_imports/events`, brief.token);
      expect(await listener.ended).toBe(true);
    } finally {
      await brief.close();
    }
  });
});

it('a caller who reads late misses nothing, and costs the others nothing', async () => {
  const { connect } = await import('node:net');
  const socket = connect(server.port, '127.0.0.1');
  const known = await lastNumber();
  socket.write(
    `GET ${path()}?last_event_id=${known} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tenant.token}\r\n\r\n`,
  );
  await new Promise((resolve) => socket.once('readable', resolve));
  socket.pause();
  const reader = await listen('events', { 'last-event-id': String(known) });
  const made = 6_000;
  await server.database.pool.query(
    `with events as (
         insert into sis_import_events (root_account_id, number, kind, sis_import_id, workflow_state, progress, counts)
         select $1, $2 + at, 'sis_import.progress', 1, 'importing', 1, jsonb_build_object(repeat('x', 2000), 1)
         from generate_series(1, $3) at
       )
       update sis_import_event_numbers set last_number = $2 + $3 where root_account_id = $1`,
    [tenant.id, known, made],
  );
  await eventually(async () => reader.heard.length === made, 25_000);
  let late = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    late += chunk;
  });
  socket.resume();
  const numbersOf = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, number]) => Number(number));
  await eventually(async () => numbersOf(late).length === made, 25_000);
  expect(numbersOf(late)).toEqual(numbers(reader));
  socket.destroy();
});
