import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps an eye on connections over which no request has come yet, and returns what drops them. Browsers and
 * `fetch` open some in advance; Node counts them as busy, so that a server which closes would wait for them.
 */
export function watchSilentConnections(server: Server): () => void {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
}
