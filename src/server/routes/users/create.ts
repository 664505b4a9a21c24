import { endpoints, type UserDetails } from '../../../api/index.ts';
import { findUserWithSisId, updateUserPreferences } from '../../../db/index.ts';
import { editRoster, isAddress, type NewChannel, type NewPerson, planPerson } from '../../../engine/index.ts';
import { checkRank } from '../../auth/check-rank.ts';
import { type OpenedRootAccount, openRootAccount } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError } from '../../errors.ts';
import { requiredGroup, requiredText, textField } from '../../fields.ts';
import { emptyRecord, groupParameter, isTrue } from '../../parameters.ts';
import { wordParameter } from '../../words.ts';
import { readLoginFields, refusalOf } from '../logins/login-fields.ts';
import { readNames, readPreferences } from './person-fields.ts';
import { presentPerson } from './present-people.ts';

const { members } = endpoints.createUser.parameters.communication_channel;

/** Where to reach the person: the address given, else the login if it is one. */
function readChannel(call: Call, unique_id: string): NewChannel | null {
  const group = groupParameter(call.parameters, 'communication_channel') ?? emptyRecord();
  const path_type = wordParameter(group, 'type', members.type.values) ?? 'email';
  const address = textField(group, 'address', members.address.max_length) ?? null;
  const workflow_state = isTrue(group.skip_confirmation) ? 'active' : 'unconfirmed';
  if (address !== null && path_type === 'email' && !isAddress(address)) {
    throw new ApiError('invalid_field', { field: 'address' });
  }
  const path = address ?? (path_type === 'email' && isAddress(unique_id) ? unique_id : null);
  return path === null ? null : { path_type, path, workflow_state };
}

function readPerson(call: Call, { rights }: OpenedRootAccount): NewPerson {
  const pseudonym = requiredGroup(call.parameters, 'pseudonym');
  const user = groupParameter(call.parameters, 'user') ?? emptyRecord();
  const unique_id = requiredText(pseudonym, 'unique_id');
  const name = textField(user, 'name') ?? null;
  return {
    names: { ...(name === null ? {} : { name }), ...readNames(user) },
    workflow_state: isTrue(user.skip_registration) ? 'registered' : 'pre_registered',
    login: { ...readLoginFields(pseudonym, rights), unique_id },
    channel: readChannel(call, unique_id),
    revive: isTrue(call.parameters.enable_sis_reactivation),
  };
}

/** Makes a person with a login, or revives the one with the SIS id. */
export async function createUser(call: Call): Promise<UserDetails> {
  const place = await openRootAccount(call);
  const { root_account_id } = place;
  const person = readPerson(call, place);
  const preferences = readPreferences(groupParameter(call.parameters, 'user') ?? emptyRecord());
  const { sis_id = null } = person.login;
  if (person.revive && sis_id !== null) {
    const revived = await findUserWithSisId(call.context.database.pool, root_account_id, sis_id);
    if (revived !== null) await checkRank(call, revived);
  }
  const id = await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const made = await planPerson(roster, person);
    if ('fault' in made) throw refusalOf(made.fault);
    roster.afterwards((client) => updateUserPreferences(client, root_account_id, made.id, preferences));
    return made.id;
  });
  return presentPerson(call, place, id);
}
