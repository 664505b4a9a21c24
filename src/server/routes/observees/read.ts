import type { LinkedUser } from '../../../api/index.ts';
import { listObserveeIds, listObserverIds } from '../../../db/index.ts';
import { openPerson } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { listParameter } from '../../parameters.ts';
import { findLinkedObservee } from './open-observee.ts';
import { presentLinked, presentObservee } from './present-linked.ts';

const includable = ['email', 'last_login', 'time_zone', 'uuid'];

async function sendLinked(call: Call, list: typeof listObserveeIds): Promise<readonly LinkedUser[]> {
  const person = await openPerson(call);
  const page = readPage(call.parameters);
  const ids = await list(call.context.database.pool, person.root_account_id, person.id, page);
  const include = listParameter(call.parameters, 'include').filter((key) => includable.includes(key));
  return presentLinked(call, person, sendPage(call.request, call.reply, page, ids), include);
}

/** Lists the people whom a person observes. */
export async function listObservees(call: Call): Promise<readonly LinkedUser[]> {
  return sendLinked(call, listObserveeIds);
}

/** Lists the people who observe a person. */
export async function listObservers(call: Call): Promise<readonly LinkedUser[]> {
  return sendLinked(call, listObserverIds);
}

/** Shows somebody whom a person observes. */
export async function showObservee(call: Call): Promise<LinkedUser> {
  const observer = await openPerson(call);
  return presentObservee(call, observer, await findLinkedObservee(call, observer));
}
