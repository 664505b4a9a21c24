import { Pool, type PoolConfig } from 'pg';
import { typeParsers } from './type-parsers.ts';

/** A pool whose lost connections do not bring the process down. */
export function makePool(
  connection: PoolConfig,
  options: { readonly warn?: (error: Error) => void } = {},
): Pool {
  const pool = new Pool({ ...connection, types: typeParsers });
  // While it is ended an embedded server may be quicker than its connections: nothing is lost then.
  const warn = (error: Error): void => {
    if (!pool.ending) options.warn?.(error);
  };
  pool.on('error', warn);
  // A client that is lent out emits its loss itself; its borrower learns of it by the next query.
  pool.on('connect', (client) => client.on('error', warn));
  return pool;
}
