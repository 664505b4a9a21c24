import type { Login } from '../../../api/index.ts';
import { editRoster, planLogin } from '../../../engine/index.ts';
import { checkRank } from '../../auth/check-rank.ts';
import { openRootAccount } from '../../auth/open-account.ts';
import { findObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError } from '../../errors.ts';
import { requiredText } from '../../fields.ts';
import { groupParameter, type ParameterRecord } from '../../parameters.ts';
import { answerLogin } from './answer-login.ts';
import { readLoginFields, refusalOf } from './login-fields.ts';

function requiredGroup(call: Call, parameter: string): ParameterRecord {
  const group = groupParameter(call.parameters, parameter);
  if (group === null) throw new ApiError('missing_group', { params: { parameter } });
  return group;
}

/** Gives a person a further login. */
export async function createLogin(call: Call): Promise<Login> {
  const place = await openRootAccount(call);
  const { root_account_id, rights } = place;
  const group = requiredGroup(call, 'login');
  const unknown = new ApiError('unknown_record', { params: { noun: 'user' } });
  const person = await findObject(call, 'user', requiredText(requiredGroup(call, 'user'), 'id'));
  if (person.root_account_id !== root_account_id) throw unknown;
  await checkRank(call, person.id);
  const unique_id = requiredText(group, 'unique_id');
  const fields = { ...readLoginFields(group, rights), unique_id };
  const id = await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const made = await planLogin(roster, person.id, fields);
    if ('id' in made) return made.id;
    throw made.fault === 'gone' ? unknown : refusalOf(made.fault);
  });
  return answerLogin(call, place, id);
}
