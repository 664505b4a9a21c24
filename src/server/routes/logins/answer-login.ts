import type { Login } from '../../../api/index.ts';
import { findLogin } from '../../../db/index.ts';
import type { OpenedRootAccount } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { type ApiError, unknownRecord } from '../../errors.ts';
import { presentLogin } from '../../presenters/present-login.ts';

/** What the answer is when there is no such login. */
export function unknownLogin(): ApiError {
  return unknownRecord('login');
}

/** The login as it is now, after a change. */
export async function answerLogin(
  call: Pick<Call, 'context'>,
  { root_account_id, rights }: OpenedRootAccount,
  id: number,
): Promise<Login> {
  const login = await findLogin(call.context.database.pool, root_account_id, id);
  if (login === null) throw unknownLogin();
  return presentLogin(login, rights);
}
