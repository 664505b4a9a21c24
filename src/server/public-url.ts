import type { FastifyRequest } from 'fastify';

/**
 * The address under which the caller reached the server, without a path: `http://sis.example.edu:3000`. A Host
 * that could not stand in a header or link is replaced by the socket's own address.
 */
export function baseUrl(request: FastifyRequest): string {
  const host = request.host;
  if (host !== undefined && /^(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host)) {
    return `${request.protocol}://${host}`;
  }
  const { localAddress = '127.0.0.1', localPort = 80 } = request.socket;
  return `${request.protocol}://${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
}

/** The name in the Host header, lower case and without a port; blank when there is none. */
export function hostName(request: FastifyRequest): string {
  return (request.host ?? '').replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
}
