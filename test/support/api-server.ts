import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../src/server/app.ts';
import { makeToken } from '../../src/server/auth/hash-token.ts';
import { bootstrap, storeToken } from '../../src/server/bootstrap.ts';
import type { Limits } from '../../src/server/context.ts';
import type { PutBackRequest } from '../../src/server/jobs/index.ts';
import type { ServerLog } from '../../src/server/server-log.ts';
import type { DeliveryRules } from '../../src/server/webhooks/send-delivery.ts';
import { openDiskStorage } from '../../src/storage/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { removeFolder } from './remove-folder.ts';

/** The API on a loopback port, with a queue that only notes what it was asked to run. */
export interface ApiServer {
  readonly url: string;
  readonly port: number;
  readonly database: TestDatabase;
  /** Where the storage keeps its files. */
  readonly folder: string;
  /** Of the site admin, who is also the admin of root account 1. */
  readonly token: string;
  /** The root accounts whose imports were queued, in order. */
  readonly queued: number[];
  /** What was asked to be put back, in order. */
  readonly put_back: PutBackRequest[];
  /** A call with the site admin's token, or another one; null: none. */
  get(path: string, token?: string | null, headers?: Record<string, string>): Promise<Response>;
  send(method: string, path: string, body?: unknown, token?: string | null): Promise<Response>;
  /** The names of the uploads that the storage holds. */
  storedUploads(): readonly string[];
  /** The uploads that are on their way into it. */
  drafts(): readonly string[];
  /** A root account with an AccountAdmin of its own. */
  makeTenant(name: string, domain?: string): Promise<Tenant>;
  /** A person with a role of some permissions in an account, and their token. */
  makeAdmin(account: Place, permissions: Record<string, boolean>): Promise<string>;
  /** A token of a person who is there already. */
  makeTokenOf(root_account_id: number, user_id: number): Promise<string>;
  close(): Promise<void>;
}

export interface Place {
  readonly root_account_id: number;
  readonly id: number;
}

export interface Tenant extends Place {
  readonly token: string;
}

export interface ApiServerOptions {
  readonly limits?: Partial<Limits>;
  readonly log?: ServerLog;
  readonly trust_proxy?: boolean;
  readonly delivery_rules?: DeliveryRules;
  /** Thrown by the queue instead of taking an import. */
  readonly queue_failure?: Error;
}

/** Starts an API server on a database of its own. */
export async function createApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const { queue_failure, ...parts } = options;
  const database = await createTestDatabase();
  const token = makeToken();
  await bootstrap(database.pool, { token });
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-api-'));
  const queued: number[] = [];
  const put_back: PutBackRequest[] = [];
  const app = buildApp({
    database,
    storage: openDiskStorage(folder),
    queue: {
      async enqueueImport(root_account_id) {
        if (queue_failure) throw queue_failure;
        queued.push(root_account_id);
      },
      async enqueuePutBack(request) {
        put_back.push(request);
      },
    },
    ...parts,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const bearer = (given: string | null = token): Record<string, string> =>
    given === null ? {} : { authorization: `Bearer ${given}` };
  const { pool } = database;
  const list = (name: string) => (existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : []);

  async function makePerson(root_account_id: number): Promise<number> {
    const { rows } = await pool.query(
      `insert into users (root_account_id, name, sortable_name) values ($1, 'Ada Byron', 'Byron, Ada') returning id`,
      [root_account_id],
    );
    return rows[0].id;
  }

  async function makeAdmin(
    { root_account_id, id }: Place,
    permissions: Record<string, boolean>,
    role?: number,
  ) {
    const user_id = await makePerson(root_account_id);
    const role_id =
      role ??
      (
        await pool.query(
          `insert into roles (root_account_id, account_id, name, base_role_type, permissions)
           values ($1, $1, 'Registrar', 'AccountMembership', $2) returning id`,
          [root_account_id, JSON.stringify(permissions)],
        )
      ).rows[0].id;
    await pool.query(
      'insert into account_users (root_account_id, account_id, user_id, role_id) values ($1, $2, $3, $4)',
      [root_account_id, id, user_id, role_id],
    );
    return makeTokenOf(root_account_id, user_id);
  }

  async function makeTokenOf(root_account_id: number, user_id: number): Promise<string> {
    const made = makeToken();
    await storeToken(pool, { root_account_id, user_id }, { token: made, purpose: 'test' });
    return made;
  }

  return {
    url,
    port,
    database,
    folder,
    token,
    queued,
    put_back,
    get: (path, given, headers = {}) =>
      fetch(`${url}${path}`, { headers: { ...bearer(given), ...headers }, redirect: 'error' }),
    send: (method, path, body, given) =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          ...bearer(given),
          ...(body === undefined || body instanceof FormData || body instanceof URLSearchParams
            ? {}
            : { 'content-type': 'application/json' }),
        },
        ...(body === undefined
          ? {}
          : {
              body: body instanceof FormData || body instanceof URLSearchParams ? body : JSON.stringify(body),
            }),
      }),
    storedUploads: () => list('uploads'),
    drafts: () => list('.drafts'),
    async makeTenant(name, domain) {
      const made = await fetch(`${url}/api/v1/accounts/self/root_accounts`, {
        method: 'POST',
        headers: { ...bearer(), 'content-type': 'application/json' },
        body: JSON.stringify({ account: { name, ...(domain === undefined ? {} : { domain }) } }),
      });
      const { id } = (await made.json()) as { id: number };
      const { rows } = await pool.query(
        `select id from roles where root_account_id = $1 and name = 'AccountAdmin'`,
        [id],
      );
      const place = { root_account_id: id, id };
      return { ...place, token: await makeAdmin(place, {}, rows[0].id) };
    },
    makeAdmin,
    makeTokenOf,
    async close() {
      await app.close();
      await database.close();
      removeFolder(folder);
    },
  };
}
