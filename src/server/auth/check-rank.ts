import type { Permission } from '../../api/index.ts';
import { findMemberships } from '../../db/index.ts';
import type { Call } from '../define-route.ts';
import { ApiError } from '../errors.ts';
import { rightsIn } from './open-account.ts';

/**
 * Throws unless the viewer may do all that a person's admin roles permit, each in its account: nobody renames, signs
 * in as, suspends or removes somebody who may do more than they. Themselves people may always.
 */
export async function checkRank(call: Pick<Call, 'context' | 'viewer'>, user_id: number): Promise<void> {
  const { context, viewer } = call;
  if (user_id === viewer.user_id) return;
  for (const held of await findMemberships(context.database.pool, user_id)) {
    const account = { id: held.account_id, root_account_id: held.root_account_id };
    const rights = await rightsIn(context, viewer, account);
    const permitted = Object.keys(held.permissions).filter((name) => held.permissions[name] === true);
    const reaches = held.all_permissions
      ? rights.has_all_permissions
      : permitted.every((name) => rights.may(name as Permission));
    if (!reaches) throw new ApiError('unauthorized');
  }
}
