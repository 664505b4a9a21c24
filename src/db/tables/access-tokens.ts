import { onlyRow, type Queryable } from '../queryable.ts';

/** A token as it is listed; the token itself is stored nowhere, only its hash. */
export interface AccessTokenRow {
  readonly id: number;
  readonly root_account_id: number;
  readonly user_id: number;
  /** The first characters, by which a person tells tokens apart. */
  readonly hint: string;
  readonly purpose: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  readonly last_used_at: string | null;
  readonly created_at: string;
}

export interface NewAccessToken {
  readonly root_account_id: number;
  readonly user_id: number;
  readonly token_hash: string;
  readonly hint: string;
  readonly purpose: string;
  readonly expires_at: string | null;
}

const columns =
  'id, root_account_id, user_id, hint, purpose, expires_at, revoked_at, last_used_at, created_at';

/** Stores a token's hash; null when the tenant knows the token already. */
export async function insertAccessToken(
  db: Queryable,
  token: NewAccessToken,
): Promise<AccessTokenRow | null> {
  const made = await db.query<AccessTokenRow>(
    `insert into access_tokens (root_account_id, user_id, token_hash, hint, purpose, expires_at)
     values ($1, $2, $3, $4, $5, $6) on conflict (token_hash, root_account_id) do nothing returning ${columns}`,
    [token.root_account_id, token.user_id, token.token_hash, token.hint, token.purpose, token.expires_at],
  );
  return made.rows[0] ?? null;
}

/** Every token of the installation, revoked ones included, oldest first. */
export async function listAccessTokens(db: Queryable): Promise<readonly AccessTokenRow[]> {
  const found = await db.query<AccessTokenRow>(`select ${columns} from access_tokens order by id`);
  return found.rows;
}

/** Revokes a token for good; false when there is no such token or it is revoked already. */
export async function revokeAccessToken(db: Queryable, id: number): Promise<boolean> {
  const revoked = await db.query(
    'update access_tokens set revoked_at = now() where id = $1 and revoked_at is null',
    [id],
  );
  return revoked.rowCount === 1;
}

/** Whether any tenant knows the token, revoked or expired ones included. */
export async function isKnownTokenHash(db: Queryable, token_hash: string): Promise<boolean> {
  const found = await db.query<{ known: boolean }>(
    'select exists (select 1 from access_tokens where token_hash = $1) as known',
    [token_hash],
  );
  return onlyRow(found.rows).known;
}

/** A token that was presented, and whether it opens anything. */
export interface PresentedToken {
  readonly id: number;
  readonly root_account_id: number;
  readonly user_id: number;
  readonly expires_at: string | null;
  readonly expired: boolean;
  readonly revoked: boolean;
  /** The person behind it is gone. */
  readonly orphaned: boolean;
}

/** The token with this hash, null when nobody has it. Notes its use, at most once a minute. */
export async function presentToken(db: Queryable, token_hash: string): Promise<PresentedToken | null> {
  const found = await db.query<PresentedToken & { readonly stale: boolean }>(
    `select t.id, t.root_account_id, t.user_id, t.expires_at,
       coalesce(t.expires_at <= now(), false) as expired, t.revoked_at is not null as revoked,
       coalesce(u.workflow_state, 'deleted') = 'deleted' as orphaned,
       coalesce(t.last_used_at < now() - interval '1 minute', true) as stale
     from access_tokens t
     left join users u on u.root_account_id = t.root_account_id and u.id = t.user_id
     where t.token_hash = $1 order by t.root_account_id limit 1`,
    [token_hash],
  );
  const [row] = found.rows;
  if (row === undefined) return null;
  const { stale, ...token } = row;
  if (stale && !token.expired && !token.revoked && !token.orphaned) {
    await db.query('update access_tokens set last_used_at = now() where root_account_id = $1 and id = $2', [
      token.root_account_id,
      token.id,
    ]);
  }
  return token;
}

/** Whether a token was ever made, by anybody. */
export async function isAnyTokenKnown(db: Queryable): Promise<boolean> {
  const found = await db.query<{ known: boolean }>('select exists (select 1 from access_tokens) as known');
  return onlyRow(found.rows).known;
}
