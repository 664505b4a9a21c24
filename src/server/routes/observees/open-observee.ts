import { isObserving } from '../../../db/index.ts';
import { findObject, findOwn, type OpenedObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { textParameter } from '../../parameters.ts';
import { unknownObservee } from './present-linked.ts';

/** Throws when the request is about links in another root account than that of the observer. */
async function checkPlace(call: Call, root_account_id: number): Promise<void> {
  const text = textParameter(call.parameters, 'root_account_id');
  if (text === null || text === 'all') return;
  const { id } = await findObject(call, 'account', text);
  if (id !== root_account_id) throw unknownRecord('root account');
}

/** The id of the observee in the path, who lives in the observer's root account; 404 otherwise. */
export async function findObservee(call: Call, observer: OpenedObject): Promise<number> {
  const { root_account_id } = observer;
  await checkPlace(call, root_account_id);
  return findOwn(call, 'user', call.path.observee_id ?? '', root_account_id);
}

/** The id of the observee in the path whom the observer observes; 404 otherwise. */
export async function findLinkedObservee(call: Call, observer: OpenedObject): Promise<number> {
  const id = await findObservee(call, observer);
  const { pool } = call.context.database;
  if (!(await isObserving(pool, observer.root_account_id, observer.id, id))) throw unknownObservee();
  return id;
}
