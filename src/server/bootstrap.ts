import type { Pool } from 'pg';
import {
  findFirstRootAccount,
  findSiteAdmin,
  insertAccessToken,
  insertAccountUser,
  insertAdministrator,
  insertRootAccount,
  insertSiteAdminAccount,
  inTransaction,
  isAnyTokenKnown,
  isKnownTokenHash,
  lockRootAccounts,
  type Queryable,
  restartNumbers,
} from '../db/index.ts';
import { hashToken, hintOf, makeToken } from './auth/hash-token.ts';

/** Somebody and the tenant where that person lives. */
export interface Person {
  readonly root_account_id: number;
  readonly user_id: number;
}

export interface BootstrapOptions {
  /** A token that shall open everything; added for the site admin unless it is known. */
  readonly token?: string;
  /** Make a token if none was ever made. */
  readonly issue_token?: boolean;
  /** The name of the first root account. */
  readonly account_name?: string;
}

export interface Bootstrapped {
  readonly root_account_id: number;
  readonly site_admin: Person;
  /** The token that was made; nobody can read it again. */
  readonly issued_token: string | null;
}

async function readExisting(db: Queryable): Promise<Omit<Bootstrapped, 'issued_token'> | null> {
  const root_account_id = await findFirstRootAccount(db);
  if (root_account_id === null) return null;
  const site_admin = await findSiteAdmin(db);
  if (site_admin === null) throw new Error('The installation has no site admin any more.');
  return { root_account_id, site_admin };
}

async function makeFirstAccounts(
  client: Queryable,
  name: string,
): Promise<Omit<Bootstrapped, 'issued_token'>> {
  await restartNumbers(client);
  const root = await insertRootAccount(client, { name, domain: null });
  const site = await insertSiteAdminAccount(client);
  const user_id = await insertAdministrator(client, {
    root_account_id: root.id,
    name: 'Administrator',
    login: 'admin',
  });
  for (const account of [root, site]) {
    await insertAccountUser(client, { account_id: account.id, user_id, role_id: account.admin_role_id });
  }
  return { root_account_id: root.id, site_admin: { root_account_id: root.id, user_id } };
}

/** Stores a token for a person. False when somebody has it already. */
export async function storeToken(
  db: Queryable,
  person: Person,
  token: { readonly token: string; readonly purpose: string; readonly expires_at?: string },
): Promise<boolean> {
  const token_hash = hashToken(token.token);
  if (await isKnownTokenHash(db, token_hash)) return false;
  const row = await insertAccessToken(db, {
    ...person,
    token_hash,
    hint: hintOf(token.token),
    purpose: token.purpose,
    expires_at: token.expires_at ?? null,
  });
  return row !== null;
}

/**
 * Sees to it that there is a root account, the site-admin account, an administrator of both, and a token if one
 * is asked for. Servers that start at the same time wait for each other; a later start costs two queries.
 */
export async function bootstrap(pool: Pool, options: BootstrapOptions = {}): Promise<Bootstrapped> {
  const { token, issue_token = false, account_name = 'rollcall' } = options;
  // It could not be sent in a header.
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new Error('A token is made of letters, digits and signs without blanks.');
  }
  const existing = await readExisting(pool);
  if (existing !== null && token === undefined && !issue_token) return { ...existing, issued_token: null };
  return inTransaction(pool, async (client) => {
    await lockRootAccounts(client);
    const made = (await readExisting(client)) ?? (await makeFirstAccounts(client, account_name));
    if (token !== undefined) {
      await storeToken(client, made.site_admin, { token, purpose: 'given at start' });
      return { ...made, issued_token: null };
    }
    if (!issue_token || (await isAnyTokenKnown(client))) return { ...made, issued_token: null };
    const issued_token = makeToken();
    await storeToken(client, made.site_admin, { token: issued_token, purpose: 'first token' });
    return { ...made, issued_token };
  });
}
