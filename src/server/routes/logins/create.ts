import type { Login } from '../../../api/index.ts';
import { editRoster, planLogin } from '../../../engine/index.ts';
import { checkRank } from '../../auth/check-rank.ts';
import { openRootAccount } from '../../auth/open-account.ts';
import { findOwn } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { unknownRecord } from '../../errors.ts';
import { requiredGroup, requiredText } from '../../fields.ts';
import { answerLogin } from './answer-login.ts';
import { readLoginFields, refusalOf } from './login-fields.ts';

/** Gives a person a further login. */
export async function createLogin(call: Call): Promise<Login> {
  const place = await openRootAccount(call);
  const { root_account_id, rights } = place;
  const group = requiredGroup(call.parameters, 'login');
  const text = requiredText(requiredGroup(call.parameters, 'user'), 'id');
  const user_id = await findOwn(call, 'user', text, root_account_id);
  await checkRank(call, user_id);
  const unique_id = requiredText(group, 'unique_id');
  const fields = { ...readLoginFields(group, rights), unique_id };
  const id = await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const made = await planLogin(roster, user_id, fields);
    if ('id' in made) return made.id;
    throw made.fault === 'gone' ? unknownRecord('user') : refusalOf(made.fault);
  });
  return answerLogin(call, place, id);
}
