import { type Credentials, findCredentials } from '../../../db/index.ts';
import { isPassword, isSshaPassword } from '../../../engine/index.ts';
import type { Call } from '../../define-route.ts';
import { ApiError } from '../../errors.ts';
import { requiredGroup, requiredText } from '../../fields.ts';
import { textParameter } from '../../parameters.ts';

/** Of no password: its key is all zeros. */
const NOBODYS_HASH = `scrypt$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** An SSHA password of an import counts as long as the person has not chosen one of their own. */
function opens(password: string, { password_hash, sis_ssha, password_by_import }: Credentials): boolean {
  if (password_hash !== null && isPassword(password, password_hash)) return true;
  return password_by_import && sis_ssha !== null && isSshaPassword(password, sis_ssha);
}

/**
 * Whose login and password the request holds. Whoever guesses is told nothing but that it was wrong, and has to wait
 * as somebody does who guesses tokens.
 */
export async function checkCredentials(call: Call, root_account_id: number): Promise<number> {
  const { context, request, parameters } = call;
  if (textParameter(parameters, 'pairing_code') !== null) throw new ApiError('unknown_pairing_code');
  const observee = requiredGroup(parameters, 'observee');
  const unique_id = requiredText(observee, 'unique_id');
  requiredText(observee, 'password');
  // As it was sent: blanks may be part of it.
  const password = String(observee.password);
  if (context.failures.isBlocked(request.ip)) throw new ApiError('rate_limited');
  const logins = await findCredentials(context.database.pool, root_account_id, unique_id);
  // A name that nobody has takes as long as a wrong password, so that the time tells nobody who has a login.
  if (logins.length === 0) isPassword(password, NOBODYS_HASH);
  const login = logins.find((credentials) => opens(password, credentials));
  if (login !== undefined) return login.user_id;
  context.failures.noteFailure(request.ip);
  throw new ApiError('unknown_observee');
}
