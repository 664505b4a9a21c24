import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { canvasReplies } from './fake-canvas.ts';

/**
 * What a bad line does to a request. `cut`: ends within its body. `lose`: hands it on and loses the answer. `truncate`:
 * loses half of the answer. `duplicate`: hands it on twice, both at once. `delay`: holds it back for a while. `throttle`:
 * refuses it in the name of the server. `gateway`: hands it on and answers 504 instead.
 */
export type LineFault = 'cut' | 'lose' | 'truncate' | 'duplicate' | 'delay' | 'throttle' | 'gateway';

/** A proxy that stands between a client and its server. */
export interface HostileProxy {
  readonly url: string;
  /** `POST /path`, as they came in, with what was done to them. */
  readonly seen: { readonly name: string; readonly fault: LineFault | null }[];
  /** Does this to the next requests that fit, one fault each. */
  next(fits: RegExp, ...faults: readonly LineFault[]): void;
  close(): Promise<void>;
}

const DELAY_MS = 50;

/** Reads a body; with a limit only its beginning. */
async function readBody(
  request: IncomingMessage,
  most = Number.POSITIVE_INFINITY,
): Promise<Buffer<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    pieces.push(piece as Buffer);
    bytes += (piece as Buffer).length;
    if (bytes >= most) break;
  }
  return Buffer.from(Buffer.concat(pieces));
}

/** Starts one before the server at `target`. */
export async function openHostileProxy(target: string): Promise<HostileProxy> {
  const seen: { name: string; fault: LineFault | null }[] = [];
  const plans: { readonly fits: RegExp; readonly fault: LineFault }[] = [];

  async function forward(incoming: IncomingMessage, body: Buffer<ArrayBuffer>): Promise<Response> {
    const { method = 'GET', url = '', headers } = incoming;
    const own = ['host', 'connection', 'content-length', 'transfer-encoding', 'expect', 'accept-encoding'];
    const passed = Object.entries(headers).filter(([name]) => !own.includes(name)) as [string, string][];
    const has_body = method !== 'GET' && body.length > 0;
    return fetch(target + url, {
      method,
      headers: [...passed, ['accept-encoding', 'identity']],
      ...(has_body ? { body } : {}),
      redirect: 'manual',
    });
  }

  const server = createServer(async (incoming, response) => {
    const name = `${incoming.method} ${incoming.url?.split('?')[0]}`;
    const at = plans.findIndex(({ fits }) => fits.test(name));
    const [plan] = at < 0 ? [] : plans.splice(at, 1);
    const fault = plan?.fault ?? null;
    seen.push({ name, fault });
    // A request that is not read to its end has none any more.
    const { socket } = incoming;
    try {
      if (fault === 'cut') {
        await readBody(incoming, 1);
        return socket.destroy();
      }
      const body = await readBody(incoming);
      if (fault === 'throttle') {
        const { status, headers, body: text } = canvasReplies.throttled_429;
        return response.writeHead(status, { ...headers, 'retry-after': '0' }).end(text);
      }
      if (fault === 'delay') await delay(DELAY_MS);
      const [answer] = await Promise.all([
        forward(incoming, body),
        ...(fault === 'duplicate' ? [forward(incoming, body)] : []),
      ]);
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (fault === 'lose') return socket.destroy();
      if (fault === 'gateway') return response.writeHead(504, { 'content-type': 'text/html' }).end('<html>');
      const kept = [...answer.headers].filter(
        ([key]) => !['connection', 'transfer-encoding', 'keep-alive'].includes(key),
      );
      response.writeHead(answer.status, { ...Object.fromEntries(kept), 'content-length': bytes.length });
      if (fault !== 'truncate') return response.end(bytes);
      response.write(bytes.subarray(0, bytes.length >> 1), () => socket.destroy());
    } catch {
      // The client is gone, or the server is: whoever waits sees a broken connection.
      socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    next: (fits, ...faults) => void plans.push(...faults.map((fault) => ({ fits, fault }))),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
