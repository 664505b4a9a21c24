import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { run } from '../../src/cli/run.ts';
import { Interruption } from '../../src/cli/surroundings.ts';

/** An answer of a scripted server. */
export interface Reply {
  readonly status?: number;
  readonly body: unknown;
}

/** Answers a request such as `GET /api/v1/progress/1`. */
export type Script = (request: string, body: string) => Reply;

function capture() {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  return { stream, read: () => text };
}

async function call(argv: readonly string[], env: Record<string, string> = { ROLLCALL_TOKEN: 's3cret' }) {
  const [stdout, stderr] = [capture(), capture()];
  const interrupt = new AbortController();
  const status = run(argv, {
    stdout: stdout.stream,
    stderr: stderr.stream,
    env,
    listenForInterrupt: () => interrupt.signal,
  });
  return {
    interrupt: (signal: 'SIGINT' | 'SIGTERM') => interrupt.abort(new Interruption(signal)),
    ended: status.then((code) => ({ status: code, stdout: stdout.read(), stderr: stderr.read() })),
  };
}

/** The command line in this process, and servers that answer from a script. */
export function makeScriptedCommands() {
  const closers: (() => unknown)[] = [];
  return {
    /** Called by `close`, for what else a test leaves. */
    closers,
    /** Starts a server; `requests` are those that it has got so far. */
    async serve(script: Script) {
      const requests: string[] = [];
      const server = createServer((request, response) => {
        let body = '';
        request.setEncoding('latin1').on('data', (piece: string) => {
          body += piece;
        });
        request.on('end', () => {
          const name = `${request.method} ${request.url}`;
          // What is there before an upload is nothing in any of these cases.
          const is_before = /^GET \S+\/sis_imports\?per_page=20$/.test(name);
          if (!is_before) requests.push(name);
          const reply = is_before ? { body: { sis_imports: [] } } : script(name, body);
          response.writeHead(reply.status ?? 200, {
            'content-type': 'application/json',
            connection: 'close',
          });
          response.end(JSON.stringify(reply.body));
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      closers.push(() => {
        server.close();
        server.closeAllConnections();
      });
      return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
    },
    /** Starts a command that can be interrupted. */
    call,
    /** Runs a command to its end. */
    end: async (argv: readonly string[], env?: Record<string, string>) => (await call(argv, env)).ended,
    async close() {
      for (const close of closers.splice(0)) await close();
    },
  };
}
