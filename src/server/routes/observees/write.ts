import type { LinkedUser } from '../../../api/index.ts';
import { editRoster, type ObserverFault, planObserver, planObserverRemoval } from '../../../engine/index.ts';
import { type OpenedObject, openObject, openPerson } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError } from '../../errors.ts';
import { checkCredentials } from './check-credentials.ts';
import { findLinkedObservee, findObservee } from './open-observee.ts';
import { presentObservee, unknownObservee } from './present-linked.ts';

function refusalOf(fault: ObserverFault): ApiError {
  const field = fault === 'observer_without_login' ? 'user_id' : 'observee_id';
  return new ApiError('invalid_field', { field });
}

async function link(call: Call, observer: OpenedObject, student_id: number): Promise<LinkedUser> {
  await editRoster(...editorOf(call, observer.root_account_id), async (roster) => {
    const fault = await planObserver(roster, observer.id, student_id);
    if (fault !== null) throw refusalOf(fault);
  });
  return presentObservee(call, observer, student_id);
}

/** Lets a person observe another. */
export async function addObservee(call: Call): Promise<LinkedUser> {
  const observer = await openObject(call, 'user');
  return link(call, observer, await findObservee(call, observer));
}

/** Lets a person observe another whose login they know. */
export async function addObserveeWithCredentials(call: Call): Promise<LinkedUser> {
  const observer = await openPerson(call);
  return link(call, observer, await checkCredentials(call, observer.root_account_id));
}

/** Ends that a person observes another. */
export async function removeObservee(call: Call): Promise<LinkedUser> {
  const observer = await openObject(call, 'user');
  const student_id = await findLinkedObservee(call, observer);
  await editRoster(...editorOf(call, observer.root_account_id), async (roster) => {
    if ((await planObserverRemoval(roster, observer.id, student_id)) === 'gone') throw unknownObservee();
  });
  return presentObservee(call, observer, student_id);
}
