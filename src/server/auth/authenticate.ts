import type { FastifyRequest } from 'fastify';
import type { Permission } from '../../api/index.ts';
import { findMemberships, type Membership, type PresentedToken, presentToken } from '../../db/index.ts';
import type { ServerContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { type ParameterRecord, textParameter } from '../parameters.ts';
import { hashToken } from './hash-token.ts';

/** Who is asking. */
export interface Viewer {
  readonly user_id: number;
  readonly site_admin: boolean;
  readonly memberships: readonly Membership[];
}

/** The token that a request shows before its body is read: the Bearer header, else the query. */
export function tokenBeforeBody(request: FastifyRequest): string | null {
  const bearer = /^bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1];
  return bearer ?? textParameter(request.query as ParameterRecord, 'access_token');
}

/** The id of the person whose token this is. Throws what the answer is to one that opens nothing. */
async function userOf(context: ServerContext, address: string, token_hash: string): Promise<number> {
  const { failures, own_token } = context;
  if (own_token !== null && own_token.token_hash === token_hash) return own_token.user_id;
  if (failures.isBlocked(address, token_hash)) throw new ApiError('rate_limited');
  const presented = await presentToken(context.database.pool, token_hash);
  if (presented === null || presented.revoked || presented.orphaned || presented.expired) {
    failures.noteFailure(address);
    throw refusalOf(presented);
  }
  failures.noteSuccess(token_hash);
  return presented.user_id;
}

function refusalOf(presented: PresentedToken | null): ApiError {
  if (presented?.revoked === true) return new ApiError('revoked_token');
  const expired_at = presented?.expired === true ? presented.expires_at : null;
  return expired_at === null ? new ApiError('invalid_token') : new ApiError('expired_token', { expired_at });
}

/** The person behind a token. Throws what the answer is to a missing or unusable one. */
export async function authenticate(
  context: ServerContext,
  request: FastifyRequest,
  token: string | null,
): Promise<Viewer> {
  if (token === null) throw new ApiError('unauthenticated');
  const user_id = await userOf(context, request.ip, hashToken(token));
  const memberships = await findMemberships(context.database.pool, user_id);
  return { user_id, site_admin: memberships.some(({ site_admin }) => site_admin), memberships };
}

/**
 * Whether a person may do something in an account. `chain` holds the account's id and those above it: a role in
 * any of them counts, and one in the site-admin account counts everywhere.
 */
export function isPermitted(
  viewer: Viewer,
  permission: Permission,
  root_account_id: number,
  chain: readonly number[],
): boolean {
  return viewer.memberships.some(
    (held) =>
      (held.site_admin || (held.root_account_id === root_account_id && chain.includes(held.account_id))) &&
      (held.all_permissions || held.permissions[permission] === true) &&
      (permission !== 'site_admin' || held.site_admin),
  );
}
