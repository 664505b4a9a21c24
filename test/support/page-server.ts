import { existsSync, readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';

/** A place from which a browser gets a page with modules, and that passes everything else on to the API. */
export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a page with the script, and the `.js` files of a folder; the API is at the same address, as browsers want it.
 */
export async function openPageServer(folder: string, script: string, api_url: string): Promise<PageServer> {
  const server = createServer((asked, answer) => {
    const path = new URL(asked.url ?? '/', 'http://page').pathname;
    if (path === '/') {
      answer.setHeader('content-type', 'text/html; charset=utf-8');
      answer.end(`<!doctype html><title>A page</title><script type="module">${script}</script>`);
      return;
    }
    const file = join(folder, normalize(path));
    if (path.endsWith('.js') && existsSync(file)) {
      answer.setHeader('content-type', 'text/javascript');
      answer.end(readFileSync(file));
      return;
    }
    const { method, headers } = asked;
    const passed = request(new URL(asked.url ?? '/', api_url), { method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 500, got.headers);
      got.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
