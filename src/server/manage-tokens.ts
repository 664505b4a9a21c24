import { type AccessTokenRow, type Database, listAccessTokens, revokeAccessToken } from '../db/index.ts';
import { makeToken } from './auth/hash-token.ts';
import { type Bootstrapped, bootstrap, storeToken } from './bootstrap.ts';
import { type InstallationPlace, openInstallation } from './open-installation.ts';
import { resolveId } from './resolve-id.ts';
import { openLog } from './server-log.ts';

export interface TokenRequest {
  /** What it is for, as it stands in the list. */
  readonly purpose: string;
  /** ISO 8601; without it the token works until it is revoked. */
  readonly expires_at?: string;
  /** Whose token: a user id, or a form such as `sis_login_id:ada`. The site admin's without it. */
  readonly user?: string;
}

/** What an operator can do with tokens. */
export interface Tokens {
  /** Makes a token and returns it, the only time that anybody sees it; null when there is no such user. */
  create(request: TokenRequest): Promise<string | null>;
  /** Every token, revoked ones included, oldest first. */
  list(): Promise<readonly AccessTokenRow[]>;
  /** False when there is no such token, or it is revoked already. */
  revoke(id: number): Promise<boolean>;
}

function tokensOf({ pool }: Database, { root_account_id, site_admin }: Bootstrapped): Tokens {
  return {
    async create({ purpose, expires_at, user }) {
      const scope = { root_account_id, user_id: site_admin.user_id };
      const address =
        user === undefined
          ? { root_account_id: site_admin.root_account_id, id: site_admin.user_id }
          : await resolveId(pool, 'user', user, scope);
      if (address === null) return null;
      const token = makeToken();
      const person = { root_account_id: address.root_account_id, user_id: address.id };
      await storeToken(pool, person, { token, purpose, ...(expires_at === undefined ? {} : { expires_at }) });
      return token;
    },
    list: () => listAccessTokens(pool),
    revoke: (id) => revokeAccessToken(pool, id),
  };
}

/** Opens an installation, running or not, to make, list or revoke tokens. */
export async function withTokens<T>(
  place: InstallationPlace,
  use: (tokens: Tokens) => Promise<T>,
): Promise<T> {
  const { database } = await openInstallation(place, await openLog('silent'));
  try {
    return await use(tokensOf(database, await bootstrap(database.pool)));
  } finally {
    await database.close();
  }
}
