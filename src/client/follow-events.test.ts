import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient, type ImportEvent, ResponseError } from './index.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, at: number) => void | Promise<void>;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server whose answers are told by their order, and a client whose pauses are noted and not waited for. */
async function serve(answer: Answer) {
  const seen: {
    readonly url: string;
    readonly last: string | undefined;
    readonly token: string | undefined;
  }[] = [];
  const server = createServer((request, response) => {
    const { url = '', headers } = request;
    seen.push({ url, last: headers['last-event-id'] as string | undefined, token: headers.authorization });
    void answer(request, response, seen.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const pauses: number[] = [];
  const sleep = async (ms: number, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    pauses.push(ms);
  };
  const base_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { seen, pauses, client: createClient({ base_url, token: 's3cret', sleep }) };
}

const open = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' });
const event = (number: number, more = '') =>
  `id: ${number}\nevent: sis_import.state\ndata: ${JSON.stringify({ number, name: 'Zoë' })}\n${more}\n`;

async function take(events: AsyncIterable<ImportEvent>, count: number): Promise<readonly number[]> {
  const taken: number[] = [];
  for await (const { number } of events) {
    taken.push(number);
    if (taken.length === count) break;
  }
  return taken;
}

describe('following events', () => {
  it('reads them however the wire cuts them, and stops when the caller does', async () => {
    let closed = false;
    const { client, seen } = await serve(async (_request, response) => {
      response.once('close', () => {
        closed = true;
      });
      open(response);
      const text = `retry: 5\n\n: still here\n\n${event(1)}${event(2).replaceAll('\n', '\r\n')}${event(3).replaceAll('\n', '\r')}${event(4)}`;
      for (const byte of Buffer.from(text)) {
        response.write(Buffer.of(byte));
        await turn();
      }
    });
    const names: unknown[] = [];
    for await (const got of client.streamImportEvents({ account_id: 'self', id: 7 })) {
      names.push((got as unknown as { name: string }).name);
      if (got.number === 3) break;
    }
    expect(names).toEqual(['Zoë', 'Zoë', 'Zoë']);
    expect(seen).toEqual([
      { url: '/api/v1/accounts/self/sis_imports/7/events', last: undefined, token: 'Bearer s3cret' },
    ]);
    while (!closed) await turn();
  });

  it('goes on after the last one when the stream ends or breaks, in the middle of one too', async () => {
    const { client, seen, pauses } = await serve((_request, response, at) => {
      open(response);
      if (at === 1) response.end(`retry: 70\n\n${event(1)}`);
      else if (at === 2) response.write(`${event(2)}${event(3).slice(0, -5)}`, () => response.destroy());
      else response.write(`${event(3)}${event(4)}`);
    });
    expect(await take(client.streamAccountImportEvents({ account_id: 1 }), 4)).toEqual([1, 2, 3, 4]);
    expect(seen.map(({ last }) => last)).toEqual([undefined, '1', '2']);
    expect(pauses).toEqual([70, 70]);
  });

  it('begins where the caller says, and says so at each try', async () => {
    const { client, seen } = await serve((_request, response, at) => {
      open(response);
      response.write(at === 1 ? 'retry: 1\n\n' : event(42));
      if (at === 1) response.end();
    });
    await take(client.streamAccountImportEvents({ account_id: 1, last_event_id: 41 }), 1);
    const asked = { url: '/api/v1/accounts/1/sis_imports/events?last_event_id=41', last: '41' };
    expect(seen).toMatchObject([asked, asked]);
  });

  it('waits longer and longer while the server is away, and starts anew once it is back', async () => {
    const { client, pauses } = await serve((_request, response, at) => {
      if (at <= 3) response.writeHead(503, { connection: 'close' }).end();
      else open(response).end(at === 4 ? event(1) : event(2));
    });
    expect(await take(client.streamAccountImportEvents({ account_id: 1 }), 2)).toEqual([1, 2]);
    expect(pauses).toEqual([1_000, 2_000, 4_000, 1_000]);
  });

  it('gives up after ten tries in vain, and at once where another is of no use', async () => {
    const away = await serve(
      (_request, response) => void response.writeHead(503, { connection: 'close' }).end(),
    );
    await expect(take(away.client.streamAccountImportEvents({ account_id: 1 }), 1)).rejects.toThrow(
      ResponseError,
    );
    expect(away.seen).toHaveLength(11);
    const refused = await serve(
      (_request, response) => void response.writeHead(403).end('{"message":"No."}'),
    );
    await expect(take(refused.client.streamAccountImportEvents({ account_id: 1 }), 1)).rejects.toThrow(
      /403: No\./,
    );
    expect(refused.seen).toHaveLength(1);
  });

  it('tells of a gap by itself', async () => {
    const { client } = await serve((_request, response) => {
      open(response).write(`id: 90\nevent: gap\ndata: {"number":90}\n\n${event(91)}`);
    });
    let gaps = 0;
    const onGap = () => void gaps++;
    expect(await take(client.streamAccountImportEvents({ account_id: 1 }, { onGap }), 1)).toEqual([91]);
    expect(gaps).toBe(1);
  });

  it('ends with the reason of a signal', async () => {
    const control = new AbortController();
    const { client } = await serve((_request, response) => {
      open(response).write(event(1));
    });
    const reading = (async () => {
      for await (const _ of client.streamAccountImportEvents({ account_id: 1 }, { signal: control.signal }))
        control.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
  });
});
