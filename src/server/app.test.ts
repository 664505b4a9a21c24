import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Endpoint, endpoints } from '../api/index.ts';
import { buildApp } from './app.ts';

const nothing = {} as never;
const app = buildApp({ database: nothing, storage: nothing, queue: nothing });
beforeAll(async () => {
  await app.ready();
});
afterAll(() => app.close());

it.each(Object.values<Endpoint>(endpoints))('$name has a route', ({ name, method, path }) => {
  const has_route = app.hasRoute({ method, url: path });
  expect(has_route, `${name} is declared in src/api: register it under src/server/routes/.`).toBe(true);
});
