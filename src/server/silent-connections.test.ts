import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { watchSilentConnections } from './silent-connections.ts';

it('drops the connections that never said anything, and no other', async () => {
  const server = createServer((request) => request.resume());
  const drop = watchSilentConnections(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const silent = connect(port, '127.0.0.1');
  await once(silent, 'connect');
  const busy = connect(port, '127.0.0.1');
  busy.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n');
  await once(server, 'request');

  server.close();
  drop();
  await once(silent, 'close');
  expect(busy.destroyed).toBe(false);
  busy.destroy();
  await once(server, 'close');
});
