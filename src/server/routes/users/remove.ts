import type { RemovedUser } from '../../../api/index.ts';
import { editRoster, planPersonRemoval } from '../../../engine/index.ts';
import { checkRank } from '../../auth/check-rank.ts';
import { openRootAccount } from '../../auth/open-account.ts';
import { findObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError } from '../../errors.ts';
import { presentPerson } from './present-people.ts';

/** Takes a person out of the root account. As in Canvas, that may be oneself. */
export async function removeUser(call: Call): Promise<RemovedUser> {
  const place = await openRootAccount(call);
  const { root_account_id } = place;
  const person = await findObject(call, 'user', call.path.user_id ?? '');
  if (person.root_account_id !== root_account_id) {
    throw new ApiError('unknown_record', { params: { noun: 'user' } });
  }
  await checkRank(call, person.id);
  await editRoster(...editorOf(call, root_account_id), (roster) => planPersonRemoval(roster, person.id));
  return { user: await presentPerson(call, place, person.id), status: 'ok' };
}
