import type { Permission } from '../../api/index.ts';
import { type AccountRow, findAccount, findAccountChains, findRootAccountByDomain } from '../../db/index.ts';
import type { ServerContext } from '../context.ts';
import type { Call, PublicCall } from '../define-route.ts';
import { ApiError, unknownRecord } from '../errors.ts';
import { hostName } from '../public-url.ts';
import { type AddressScope, resolveId } from '../resolve-id.ts';
import { isPermitted, type Viewer } from './authenticate.ts';

/** The parts of a call that tell who asks for what. */
export type Asked = Pick<Call, 'context' | 'request' | 'viewer' | 'path'> & Pick<PublicCall, 'endpoint'>;

/** The tenant of the request's Host, and the person who asks. */
export async function scopeOf(call: Pick<Asked, 'context' | 'request' | 'viewer'>): Promise<AddressScope> {
  const root_account_id = await findRootAccountByDomain(call.context.database.pool, hostName(call.request));
  if (root_account_id === null) throw unknownRecord('root account');
  return { root_account_id, user_id: call.viewer.user_id };
}

/** The living account that the path names. Throws 404 without one; checks no permission. */
export async function findPathAccount(call: Asked, name = 'account_id'): Promise<AccountRow> {
  const { pool } = call.context.database;
  const address = await resolveId(pool, 'account', call.path[name] ?? '', await scopeOf(call));
  const account = address === null ? null : await findAccount(pool, address.root_account_id, address.id);
  if (account === null || account.workflow_state === 'deleted') {
    throw unknownRecord('account');
  }
  return account;
}

/** What somebody may do in one account. */
export interface AccountRights {
  readonly may: (permission: Permission) => boolean;
  /** Holds any role there. */
  readonly is_admin: boolean;
  /** Holds the role of a full administrator there. */
  readonly has_all_permissions: boolean;
}

/** An account by its key. */
type AccountKey = Pick<AccountRow, 'id' | 'root_account_id'>;

function rightsBy(viewer: Viewer, root_account_id: number, chain: readonly number[]): AccountRights {
  const held_here = viewer.memberships.filter(
    (held) =>
      held.site_admin || (held.root_account_id === root_account_id && chain.includes(held.account_id)),
  );
  return {
    may: (permission) => isPermitted(viewer, permission, root_account_id, chain),
    is_admin: held_here.length > 0,
    has_all_permissions: held_here.some((held) => held.all_permissions),
  };
}

/** Looks up what the viewer may do in each of some accounts; a statement per tenant. */
export async function rightsInAll(
  { database }: Pick<ServerContext, 'database'>,
  viewer: Viewer,
  accounts: readonly AccountKey[],
): Promise<(account: AccountKey) => AccountRights> {
  const below = accounts.filter(({ id, root_account_id }) => id !== root_account_id);
  const rights = new Map<number, AccountRights>();
  for (const root_account_id of new Set(below.map((account) => account.root_account_id))) {
    const ids = below.filter((account) => account.root_account_id === root_account_id).map(({ id }) => id);
    const chains = await findAccountChains(database.pool, root_account_id, [...new Set(ids)]);
    for (const [id, chain] of chains) rights.set(id, rightsBy(viewer, root_account_id, chain));
  }
  return ({ id, root_account_id }) =>
    rights.get(id) ?? rightsBy(viewer, root_account_id, id === root_account_id ? [id] : []);
}

/** Looks up what the viewer may do in an account. */
export async function rightsIn(
  context: ServerContext,
  viewer: Viewer,
  account: AccountKey,
): Promise<AccountRights> {
  return (await rightsInAll(context, viewer, [account]))(account);
}

/** An account that the viewer may use for what the endpoint does. */
export interface OpenedAccount {
  readonly account: AccountRow;
  readonly rights: AccountRights;
}

/** A root account in which the viewer may do what the endpoint does. */
export interface OpenedRootAccount {
  readonly root_account_id: number;
  readonly rights: AccountRights;
}

/** The account in the path, if the endpoint's permission is held there: 404 and 403 otherwise. */
export async function openAccount(call: Asked, name = 'account_id'): Promise<OpenedAccount> {
  const account = await findPathAccount(call, name);
  return { account, rights: await checkRights(call, account) };
}

/**
 * The root account of the account in the path, to which people and logins belong: the endpoint's permission must be
 * held there. 404 and 403 otherwise; the site-admin account holds no people.
 */
export async function openRootAccount(call: Asked, name = 'account_id'): Promise<OpenedRootAccount> {
  const { root_account_id, id, settings } = await findPathAccount(call, name);
  const rights = await checkRights(call, { root_account_id, id: root_account_id });
  if (id === root_account_id && settings.site_admin === true) throw new ApiError('not_a_tenant');
  return { root_account_id, rights };
}

/** The root account in the path, open for SIS imports; the checks stand in the order in which Canvas makes them. */
export async function openImportAccount(call: Asked): Promise<OpenedAccount> {
  const account = await findPathAccount(call);
  if (account.parent_account_id !== null) throw new ApiError('not_a_root_account');
  if (account.settings.site_admin === true || account.settings.allow_sis_import === false) {
    throw new ApiError('imports_disabled');
  }
  return { account, rights: await checkRights(call, account) };
}

/** What the viewer may do in an account, if the endpoint's permission is held there: 403 otherwise. */
export async function checkRights(call: Asked, account: AccountKey): Promise<AccountRights> {
  const rights = await rightsIn(call.context, call.viewer, account);
  const wanted = call.endpoint.permission ?? [];
  const permitted = wanted.length === 0 ? rights.is_admin : wanted.some(rights.may);
  if (!permitted) throw new ApiError('unauthorized');
  return rights;
}
