import type { Pool, PoolClient } from 'pg';

/** What a statement meets whose connection was cut: for the engine an outage, after which the import is run again. */
export class ConnectionCut extends Error {
  readonly code = '57P01';

  constructor() {
    super('The connection was cut.');
    this.name = 'ConnectionCut';
  }
}

export interface CutPool {
  readonly pool: Pool;
  readonly isCut: () => boolean;
}

type Query = (...args: readonly unknown[]) => Promise<unknown>;

/** COPY gives back a stream, whose rows go after it. */
function isStream(statement: unknown): boolean {
  return typeof statement === 'object' && statement !== null && 'submit' in statement;
}

/**
 * A pool whose connections are all cut at its `at`th statement, as by the end of the process; nothing reaches the
 * database through it from then on. With `carried_out` the statement itself still does, and nobody learns of it.
 */
export function makeCutPool(
  pool: Pool,
  { at, carried_out }: { readonly at: number; readonly carried_out: boolean },
): CutPool {
  const open = new Set<PoolClient>();
  let sent = 0;
  let is_cut = false;

  function cut(): never {
    is_cut = true;
    for (const client of open) client.release(true);
    open.clear();
    throw new ConnectionCut();
  }

  async function sendLast(query: Query, args: readonly unknown[]): Promise<never> {
    if (carried_out) await query(...args);
    return cut();
  }

  function wrap(client: PoolClient): PoolClient {
    open.add(client);
    const query = client.query.bind(client) as unknown as Query;
    return override(client, {
      query: (...args: readonly unknown[]) => {
        if (is_cut) return Promise.reject(new ConnectionCut());
        if (isStream(args[0])) return query(...args);
        sent += 1;
        return sent === at ? sendLast(query, args) : query(...args);
      },
      release: (error?: Error | boolean) => {
        if (open.delete(client)) client.release(error);
      },
    });
  }

  const connect = async () => {
    if (is_cut) throw new ConnectionCut();
    return wrap(await pool.connect());
  };
  return { pool: override(pool, { connect }), isCut: () => is_cut };
}

/** The same object with some methods of our own. */
function override<T extends object>(object: T, methods: Readonly<Record<string, unknown>>): T {
  return new Proxy(object, {
    get(target, name) {
      if (typeof name === 'string' && name in methods) return methods[name];
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
