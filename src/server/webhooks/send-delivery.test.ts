import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  isSignedWith,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../../../test/support/webhook-receiver.ts';
import { type AddressGuard, createAddressGuard } from './address-guard.ts';
import { deliveryRules, hostOf, sendDelivery } from './send-delivery.ts';
import { makeWebhookSecret } from './sign-delivery.ts';

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(() => receiver.close());

const secret = makeWebhookSecret();
const body = '{"kind":"sis_import.state","name":"Zoë"}';
const rules = { guard: createAddressGuard(['127.0.0.0/8']), timeout_ms: 60_000 };
const never = new AbortController().signal;
async function send(url = receiver.url, with_rules = rules, signal = never) {
  const { duration_ms, ...outcome } = await sendDelivery(with_rules, { url, secret, id: 'E1', body }, signal);
  expect(duration_ms).toBeGreaterThanOrEqual(0);
  return outcome;
}

describe('a delivery', () => {
  it('is a signed POST of JSON', async () => {
    expect(await send(`${receiver.url}?for=us`)).toEqual({ delivered: true, status: 204, error: null });
    const [got] = receiver.received;
    expect(got).toMatchObject({ method: 'POST', path: '/hook?for=us', body });
    expect(got?.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': 'E1',
      'user-agent': 'rollcall',
    });
    expect(isSignedWith(secret, got!)).toBe(true);
    expect(isSignedWith(makeWebhookSecret(), got!)).toBe(false);
    expect(isSignedWith(secret, { ...got!, body: `${body} ` })).toBe(false);
  });

  it.each([400, 404, 410, 429, 500, 503])('fails when the receiver answers %i', async (status) => {
    receiver.answer = () => status;
    expect(await send()).toEqual({ delivered: false, status, error: `The receiver answered ${status}.` });
  });

  it('follows no redirect', async () => {
    receiver.answer = (_received, response) => {
      response.writeHead(307, { location: '/elsewhere' }).end();
      return undefined;
    };
    expect(await send()).toMatchObject({ delivered: false, status: 307 });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
  });

  it('reads next to nothing of the answer', async () => {
    let written = 0;
    receiver.answer = async (_received, response) => {
      response.writeHead(200);
      const gone = once(response, 'close');
      const block = Buffer.alloc(64 * 1024);
      while (!response.destroyed && written < 1e9) {
        written += block.length;
        if (!response.write(block)) await Promise.race([once(response, 'drain'), gone]);
      }
      return undefined;
    };
    expect(await send()).toMatchObject({ delivered: true, status: 200 });
    expect(written).toBeLessThan(50e6);
  });

  it('does not wait for a receiver that does not answer', async () => {
    receiver.answer = () => undefined;
    expect(await send(receiver.url, { ...rules, timeout_ms: 100 })).toEqual({
      delivered: false,
      status: null,
      error: 'The receiver could not be reached: no answer within 0.1 s.',
    });
  });

  it('counts once the status has come, even if the rest of the answer never does', async () => {
    receiver.answer = (_received, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('begun');
      return undefined;
    };
    expect(await send(receiver.url, { ...rules, timeout_ms: 200 })).toMatchObject({
      delivered: true,
      status: 200,
    });
  });

  it('ends at once when the worker stops', async () => {
    const stop = new AbortController();
    receiver.answer = () => {
      stop.abort(new Error('the worker stops'));
      return undefined;
    };
    await expect(send(receiver.url, rules, stop.signal)).rejects.toThrow('the worker stops');
  });

  it('says why nobody could be reached', async () => {
    const gone = receiver.url;
    await receiver.close();
    const unknown = Object.assign(new Error('No.'), { code: 'ENOTFOUND' });
    const nowhere: AddressGuard = {
      ...rules.guard,
      lookup: (_host, _options, callback) => callback(unknown, ''),
    };
    const reasons = [
      await send(gone),
      await send('http://nobody.invalid/', { ...rules, guard: nowhere }),
    ].map(({ error }) => error);
    expect(reasons).toEqual([
      'The receiver could not be reached: it refuses the connection.',
      'The receiver could not be reached: its name is unknown.',
    ]);
  });

  it('fails when the receiver breaks the connection off, or speaks no HTTP', async () => {
    const silent = createServer((socket) => socket.on('data', () => socket.destroy()));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ delivered: false, status: null });
    await new Promise((resolve) => silent.close(resolve));
    expect(await send(receiver.url.replace('http:', 'https:'))).toMatchObject({
      delivered: false,
      status: null,
    });
  });
});

describe('an address that is not public', () => {
  it.each([
    '127.0.0.1',
    'localhost',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '127.1',
    '0x7f000001',
    '2130706433',
    '0',
  ])('is never connected to: %s', async (host) => {
    const url = receiver.url.replace('127.0.0.1', host);
    expect(await send(url, { ...deliveryRules(), timeout_ms: 60_000 })).toEqual({
      delivered: false,
      status: null,
      error: 'The receiver could not be reached: its address is not public.',
    });
    expect(receiver.received).toEqual([]);
  });

  it('may be reached by its name if the operator says so', async () => {
    expect(await send(receiver.url.replace('127.0.0.1', 'localhost'))).toMatchObject({ delivered: true });
  });
});

it('knows the host of an address', () => {
  expect(hostOf('https://example.com:8443/x')).toBe('example.com');
  expect(hostOf('http://[2606:4700::1]/x')).toBe('2606:4700::1');
});
