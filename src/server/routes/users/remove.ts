import type { RemovedUser } from '../../../api/index.ts';
import { editRoster, planPersonRemoval } from '../../../engine/index.ts';
import { checkRank } from '../../auth/check-rank.ts';
import { openRootAccount } from '../../auth/open-account.ts';
import { findOwn } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { presentPerson } from './present-people.ts';

/** Takes a person out of the root account. As in Canvas, that may be oneself. */
export async function removeUser(call: Call): Promise<RemovedUser> {
  const place = await openRootAccount(call);
  const { root_account_id } = place;
  const user_id = await findOwn(call, 'user', call.path.user_id ?? '', root_account_id);
  await checkRank(call, user_id);
  await editRoster(...editorOf(call, root_account_id), (roster) => planPersonRemoval(roster, user_id));
  return { user: await presentPerson(call, place, user_id), status: 'ok' };
}
