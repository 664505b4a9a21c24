import { expect, it, vi } from 'vitest';
import { createApiServer } from '../../../../test/support/api-server.ts';
import { isDatabaseAlive } from '../../../db/index.ts';

it('tells whether the database answers', async () => {
  const server = await createApiServer();
  try {
    const well = await server.get('/health', null);
    expect([well.status, await well.json()]).toEqual([200, { status: 'ok', database: true }]);
    vi.spyOn(server.database.pool, 'query').mockRejectedValue(new Error('the database is away') as never);
    const ill = await server.get('/health', null);
    expect([ill.status, await ill.json()]).toEqual([503, { status: 'unavailable', database: false }]);
  } finally {
    vi.restoreAllMocks();
    await server.close();
  }
});

it('does not wait for a database that never answers', async () => {
  const deaf = { query: () => new Promise(() => {}) };
  expect(await isDatabaseAlive(deaf as never, 5)).toBe(false);
});
