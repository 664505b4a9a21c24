import { endpoints, type Login } from '../../../api/index.ts';
import { findLogin } from '../../../db/index.ts';
import { editRoster, planLoginChange } from '../../../engine/index.ts';
import { checkRank } from '../../auth/check-rank.ts';
import { openRootAccount } from '../../auth/open-account.ts';
import { type Call, numericId } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError } from '../../errors.ts';
import { requiredGroup } from '../../fields.ts';
import { wordParameter } from '../../words.ts';
import { answerLogin, unknownLogin } from './answer-login.ts';
import { readLoginFields, refusalOf } from './login-fields.ts';

const { members } = endpoints.updateLogin.parameters.login;

/** Changes a live login of the root account. */
export async function updateLogin(call: Call): Promise<Login> {
  const place = await openRootAccount(call);
  const { root_account_id, rights } = place;
  const id = numericId(call, 'id', 'login');
  const login = await findLogin(call.context.database.pool, root_account_id, id);
  if (login === null || login.workflow_state === 'deleted') throw unknownLogin();
  await checkRank(call, login.user_id);
  const group = requiredGroup(call.parameters, 'login');
  const state = wordParameter(group, 'workflow_state', members.workflow_state.values);
  // Nobody suspends themselves: they could not end it.
  if (state === 'suspended' && login.user_id === call.viewer.user_id) throw new ApiError('unauthorized');
  const fields = {
    ...readLoginFields(group, rights, login),
    ...(state === null ? {} : { workflow_state: state }),
  };
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const fault = await planLoginChange(roster, id, fields);
    if (fault !== null) throw fault === 'gone' ? unknownLogin() : refusalOf(fault);
  });
  return answerLogin(call, place, id);
}
