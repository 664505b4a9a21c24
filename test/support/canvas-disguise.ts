import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { CanvasReply } from './fake-canvas.ts';

/** A proxy before a rollcall server that hides what tells it from Canvas. */
export interface CanvasDisguise {
  readonly url: string;
  /** `GET /path`, without queries. */
  readonly calls: string[];
  /** Answers the next requests that fit, one each. */
  next(fits: RegExp, ...replies: readonly Exclude<CanvasReply, string>[]): void;
  /** Answers all requests that fit, from now on. */
  always(fits: RegExp, reply: Exclude<CanvasReply, string>): void;
  /** Answers as the server does again. */
  forget(): void;
  close(): Promise<void>;
}

const own = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding'];

async function bodyOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.from(Buffer.concat(pieces));
}

/** Starts one. Imports are refused: nobody may send any. */
export async function openCanvasDisguise(target: string): Promise<CanvasDisguise> {
  const calls: string[] = [];
  const hidden: readonly (readonly [RegExp, Exclude<CanvasReply, string>])[] = [
    [/^GET \/health$/, { status: 404, body: { errors: [{ message: 'There is no such page.' }] } }],
    [/^POST .*\/sis_imports$/, { status: 500, body: { errors: [{ message: 'Nothing is to be sent.' }] } }],
  ];
  const scripts: (readonly [RegExp, Exclude<CanvasReply, string>])[] = [];
  const soon: (readonly [RegExp, Exclude<CanvasReply, string>])[] = [];
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '', headers } = request;
    const name = `${method} ${url.split('?')[0]}`;
    calls.push(name);
    const body = await bodyOf(request);
    const once = soon.findIndex(([fits]) => fits.test(name));
    const [script] = once < 0 ? [] : soon.splice(once, 1);
    const [, reply] = script ?? [...scripts, ...hidden].find(([fits]) => fits.test(name)) ?? [];
    if (reply !== undefined) {
      const shown = { 'content-type': 'application/json', ...reply.headers };
      response.writeHead(reply.status ?? 200, shown).end(JSON.stringify(reply.body ?? {}));
      return;
    }
    const passed = Object.entries(headers).filter(([header]) => !own.includes(header)) as [string, string][];
    const answer = await fetch(target + url, {
      method,
      headers: [...passed, ['accept-encoding', 'identity']],
      ...(body.length > 0 ? { body } : {}),
      redirect: 'manual',
    });
    const kept = [...answer.headers].filter(([header]) => !own.includes(header));
    response.writeHead(answer.status, Object.fromEntries(kept));
    if (answer.body === null) response.end();
    else Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    next: (fits, ...replies) => soon.push(...replies.map((reply) => [fits, reply] as const)),
    always: (fits, reply) => scripts.unshift([fits, reply]),
    forget: () => scripts.splice(0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
