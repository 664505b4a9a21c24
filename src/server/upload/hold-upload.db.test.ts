import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../test/support/api-server.ts';

let server: ApiServer;
beforeAll(async () => {
  server = await createApiServer();
});
afterAll(() => server.close());

const MIB = 1024 * 1024;
const SIZE = 200 * MIB;
const block = Buffer.alloc(MIB, 'U1,ada,active\n');

/** 200 MiB that are never in memory at once, and the most that the process held meanwhile. */
function makeBody(head = '', tail = ''): { readonly stream: Readable; readonly peak: () => number } {
  let peak = 0;
  async function* blocks() {
    if (head) yield Buffer.from(head);
    for (let sent = 0; sent < SIZE; sent += MIB) {
      peak = Math.max(peak, process.memoryUsage().rss);
      yield block;
    }
    if (tail) yield Buffer.from(tail);
  }
  return { stream: Readable.from(blocks()), peak: () => peak };
}

// Client and server share this process, so the bound holds for both together; 200 MiB would show.
const BOUND = 150 * MIB;
const head = '--b\r\nContent-Disposition: form-data; name="attachment"; filename="users.csv"\r\n\r\n';

it.each([
  ['raw body', 'text/csv', '', ''],
  ['form', 'multipart/form-data; boundary=b', head, '\r\n--b--\r\n'],
])(
  '200 MiB as a %s go to the storage without passing through memory',
  async (_what, content_type, first, last) => {
    const before = process.memoryUsage().rss;
    const { stream, peak } = makeBody(first, last);
    const response = await fetch(`${server.url}/api/v1/accounts/1/sis_imports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': content_type },
      body: Readable.toWeb(stream) as ReadableStream,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(200);
    expect(peak() - before).toBeLessThan(BOUND);
    const { rows } = await server.database.pool.query(
      'select size_bytes, storage_key from stored_files order by id',
    );
    expect(rows.at(-1).size_bytes).toBe(SIZE);
    expect(statSync(join(server.folder, rows.at(-1).storage_key)).size).toBe(SIZE);
  },
);
