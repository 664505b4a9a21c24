import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../test/support/api-server.ts';
import {
  asQuery,
  type DeclaredParameter,
  leastBody,
  parametersOf,
  withValue,
} from '../../test/support/endpoint-parameters.ts';
import { type FilledTenant, fillPath, fillTenant } from '../../test/support/filled-tenant.ts';
import { openRosterFactory } from '../../test/support/roster-factory.ts';
import { type Endpoint, endpoints } from '../api/index.ts';

let server: ApiServer;
beforeAll(async () => {
  server = await createApiServer();
});
afterAll(() => server.close());

/** Those with a JSON body; reports need a queue, which this server has not. */
const declared = Object.values<Endpoint>(endpoints).filter(
  ({ name, permission }) => permission !== null && !['createSisImport', 'startReport'].includes(name),
);

/** What no honest client sends, by the kind of the parameter. */
const hostile: Readonly<Record<DeclaredParameter['declared']['kind'], readonly unknown[]>> = {
  string: ['x'.repeat(5000), 'constructor', "'%_\\"],
  boolean: ['perhaps'],
  integer: [-1, 1e300, '9223372036854775807'],
  id: [
    'x'.repeat(3000),
    '9223372036854775807',
    '99999999999999999999',
    'constructor:1',
    'hex:sis_user_id:00',
  ],
  timestamp: ['0000-01-01', '0001-01-01T00:00:00+15:00', '9999-12-31T23:59:59-15:00', '2026-02-30'],
  file: [],
  group: ['x', { constructor: { a: 1 } }],
  map: ['x', { constructor: { a: 1 } }],
};
const unstorable = ['a\0b', 'a\ud800b'];
const hostileIds = ['%00', '99999999999999999999', '0x1', '%ff'];

let count = 0;
async function fill(): Promise<FilledTenant> {
  count += 1;
  const roster = await openRosterFactory(server.database.pool, 1);
  const place = { root_account_id: 1, account_id: await roster.account() };
  return fillTenant(server.database.pool, place, `T${count}`);
}

/** The status of the answer to one value; nothing of the answer is left on the way. */
async function statusOf(
  endpoint: Endpoint,
  objects: FilledTenant,
  names: readonly string[],
  value: unknown,
): Promise<number> {
  const path = fillPath(endpoint.path, objects);
  const response =
    endpoint.method === 'GET'
      ? await server.get(`${path}?${asQuery(names, value)}`)
      : await server.send(endpoint.method, path, withValue(leastBody(endpoint, objects), names, value));
  await response.text();
  return response.status;
}

it.each(declared)('$name has an answer to everything', async (endpoint) => {
  const objects = await fill();
  // The permissions of a role differ in their names alone.
  const parameters = parametersOf(endpoint).filter(
    ({ names: [group, member] }) => group !== 'permissions' || member === undefined || member === 'read_sis',
  );
  const faults: string[] = [];
  for (const { names, declared: parameter } of parameters) {
    for (const value of [...hostile[parameter.kind], [], [[], {}, null]]) {
      const status = await statusOf(endpoint, objects, names, value);
      if (status >= 500) faults.push(`${names.join('.')}: ${JSON.stringify(value).slice(0, 60)}`);
    }
  }
  expect(faults).toEqual([]);
});

it.each(declared)('$name refuses what the database cannot hold', async (endpoint) => {
  const objects = await fill();
  for (const value of endpoint.method === 'GET' ? ['a\0b'] : unstorable) {
    for (const names of [['anything'], ['any', 'thing']]) {
      expect(await statusOf(endpoint, objects, names, value)).toBe(400);
    }
  }
});

it.each(declared.filter(({ path }) => path.includes('/:')))(
  '$name finds nothing by a hostile id',
  async (endpoint) => {
    const objects = await fill();
    for (const [, before = ''] of endpoint.path.replace('/:report', '').matchAll(/(\w+)\/:/g)) {
      for (const id of hostileIds) {
        const status = await statusOf(endpoint, { ...objects, [before]: id }, ['include'], []);
        expect([400, 404], `${before}/${id.slice(0, 30)}`).toContain(status);
      }
    }
  },
);
