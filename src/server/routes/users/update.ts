import { endpoints, type UserDetails } from '../../../api/index.ts';
import { updateUserPreferences } from '../../../db/index.ts';
import { editRoster, isAddress, type PersonFields, planPersonChange } from '../../../engine/index.ts';
import { checkRank } from '../../auth/check-rank.ts';
import { openObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import { filledText, requiredGroup, sentFields, textField } from '../../fields.ts';
import type { ParameterRecord } from '../../parameters.ts';
import { wordParameter } from '../../words.ts';
import { readNames, readPreferences } from './person-fields.ts';
import { presentPerson } from './present-people.ts';

const { members } = endpoints.updateUser.parameters.user;

const states = { suspend: 'suspended', unsuspend: 'active' } as const;

function readEmail(group: ParameterRecord): string | undefined {
  const email = filledText(group, 'email', members.email.max_length);
  if (email !== undefined && !isAddress(email)) throw new ApiError('invalid_field', { field: 'email' });
  return email;
}

/** What the request says of the person. Nobody suspends themselves: they could not end it. */
function readPerson(call: Call, group: ParameterRecord, user_id: number): PersonFields {
  const event = wordParameter(group, 'event', members.event.values);
  if (event !== null && user_id === call.viewer.user_id) throw new ApiError('unauthorized');
  const name = filledText(group, 'name', members.name.max_length);
  return {
    names: { ...(name === undefined ? {} : { name }), ...readNames(group) },
    ...sentFields({
      pronouns: textField(group, 'pronouns', members.pronouns.max_length),
      email: readEmail(group),
      logins: event === null ? undefined : states[event],
    }),
  };
}

/** Changes a person. */
export async function updateUser(call: Call): Promise<UserDetails> {
  const person = await openObject(call, 'user', 'id');
  const { root_account_id, id } = person;
  await checkRank(call, id);
  const group = requiredGroup(call.parameters, 'user');
  const fields = readPerson(call, group, id);
  const preferences = readPreferences(group);
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const fault = await planPersonChange(roster, id, fields);
    if (fault === 'gone') throw unknownRecord('user');
    await roster.writeRows('users', [id], (client) =>
      updateUserPreferences(client, root_account_id, id, preferences),
    );
  });
  return presentPerson(call, person, id);
}
