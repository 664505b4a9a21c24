import type { UserDetails, UserProfile } from '../../../api/index.ts';
import { findUsers } from '../../../db/index.ts';
import { openPerson } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { listParameter } from '../../parameters.ts';
import { presentProfile } from '../../presenters/present-user.ts';
import { presentPerson, singleKeys } from './present-people.ts';

const includable = ['last_login', 'uuid'];

/** Shows one person. */
export async function showUser(call: Call): Promise<UserDetails> {
  const person = await openPerson(call, 'id');
  const asked = listParameter(call.parameters, 'include').filter((key) => includable.includes(key));
  return presentPerson(call, person, person.id, new Set([...singleKeys, ...asked]));
}

/** Shows a person's profile. */
export async function showUserProfile(call: Call): Promise<UserProfile> {
  const { root_account_id, id, rights } = await openPerson(call);
  const [user] = await findUsers(call.context.database.pool, root_account_id, [id]);
  if (user === undefined) throw unknownRecord('user');
  return presentProfile(user, rights);
}
