import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { findMemberships, insertRootAccount, inTransaction } from '../db/index.ts';
import { bootstrap } from './bootstrap.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.close());

const count = async (table: string) =>
  Number((await database.pool.query(`select count(*) as count from ${table}`)).rows[0].count);

describe('bootstrap', () => {
  it('makes root account 1, a site admin and a token on the first start', async () => {
    const made = await bootstrap(database.pool, { issue_token: true });
    expect(made).toEqual({
      root_account_id: 1,
      site_admin: { root_account_id: 1, user_id: 1 },
      issued_token: expect.stringMatching(/^rc_[\w-]{43}$/),
    });
    const { rows } = await database.pool.query(
      `select a.id, a.root_account_id, a.name, a.settings from accounts a order by id`,
    );
    expect(rows).toEqual([
      { id: 1, root_account_id: 1, name: 'rollcall', settings: {} },
      { id: 2, root_account_id: 2, name: 'Site Admin', settings: { site_admin: true } },
    ]);
    // The site-admin account is no tenant.
    expect(await count('root_accounts')).toBe(1);
    const logins = await database.pool.query('select unique_id, user_id, password_hash from pseudonyms');
    expect(logins.rows).toEqual([{ unique_id: 'admin', user_id: 1, password_hash: null }]);
    expect(await findMemberships(database.pool, 1)).toEqual([
      { root_account_id: 1, account_id: 1, all_permissions: true, permissions: {}, site_admin: false },
      { root_account_id: 2, account_id: 2, all_permissions: true, permissions: {}, site_admin: true },
    ]);
  });

  it('gives the token once', async () => {
    await bootstrap(database.pool, { issue_token: true });
    const again = await bootstrap(database.pool, { issue_token: true });
    expect(again).toMatchObject({ root_account_id: 1, issued_token: null });
    expect([await count('access_tokens'), await count('accounts'), await count('users')]).toEqual([1, 2, 1]);
  });

  it('gives it later when the first start needed none', async () => {
    expect((await bootstrap(database.pool)).issued_token).toBeNull();
    expect(await count('access_tokens')).toBe(0);
    expect((await bootstrap(database.pool, { issue_token: true })).issued_token).not.toBeNull();
  });

  it('adds a given token once, at the first start or later, and makes none beside it', async () => {
    expect((await bootstrap(database.pool, { token: 'first', issue_token: true })).issued_token).toBeNull();
    await bootstrap(database.pool, { token: 'first' });
    await bootstrap(database.pool, { token: 'second' });
    const { rows } = await database.pool.query('select root_account_id, user_id from access_tokens');
    expect(rows).toEqual([
      { root_account_id: 1, user_id: 1 },
      { root_account_id: 1, user_id: 1 },
    ]);
  });

  it('makes one of everything when many servers start at once', async () => {
    const starts = Array.from({ length: 6 }, () => bootstrap(database.pool, { issue_token: true }));
    const made = await Promise.all(starts);
    expect(made.filter(({ issued_token }) => issued_token !== null)).toHaveLength(1);
    expect(new Set(made.map(({ root_account_id }) => root_account_id))).toEqual(new Set([1]));
    expect([await count('root_accounts'), await count('accounts'), await count('access_tokens')]).toEqual([
      1, 2, 1,
    ]);
  });

  it('begins with number 1 although an earlier attempt used it up', async () => {
    const failed = inTransaction(database.pool, async (client) => {
      await insertRootAccount(client, { name: 'x', domain: null });
      throw new Error('cut off');
    });
    await expect(failed).rejects.toThrow('cut off');
    expect(await bootstrap(database.pool, { account_name: 'Lakeside' })).toMatchObject({
      root_account_id: 1,
    });
    const { rows } = await database.pool.query('select name from accounts where id = 1');
    expect(rows).toEqual([{ name: 'Lakeside' }]);
  });
});
