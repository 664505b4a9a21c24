import type { Login } from '../../../api/index.ts';
import { findLogin } from '../../../db/index.ts';
import { editRoster, planLoginRemoval } from '../../../engine/index.ts';
import { checkRank } from '../../auth/check-rank.ts';
import { openObject } from '../../auth/open-object.ts';
import { type Call, numericId } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { answerLogin, unknownLogin } from './answer-login.ts';

/** Deletes a login of the person in the path. */
export async function deleteLogin(call: Call): Promise<Login> {
  const person = await openObject(call, 'user');
  const { root_account_id } = person;
  const id = numericId(call, 'id', 'login');
  const login = await findLogin(call.context.database.pool, root_account_id, id);
  if (login?.user_id !== person.id) throw unknownLogin();
  await checkRank(call, person.id);
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    if ((await planLoginRemoval(roster, id)) === 'gone') throw unknownLogin();
  });
  return answerLogin(call, person, id);
}
