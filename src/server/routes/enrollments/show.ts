import type { Enrollment } from '../../../api/index.ts';
import { type EnrollmentRow, findAccountChain, findEnrollment } from '../../../db/index.ts';
import { type AccountRights, openAccount } from '../../auth/open-account.ts';
import { type Call, numericId } from '../../define-route.ts';
import { ApiError } from '../../errors.ts';
import { presentEnrollments } from '../../presenters/present-enrollment.ts';

async function presentOne(call: Call, rights: AccountRights, row: EnrollmentRow | null): Promise<Enrollment> {
  const shown = row === null ? [] : await presentEnrollments(call, row.root_account_id, rights, [row]);
  if (shown[0] === undefined) throw new ApiError('unknown_record', { params: { noun: 'enrollment' } });
  return shown[0];
}

/** The enrollment as it is now, after a change. */
export async function answerEnrollment(
  call: Call,
  rights: AccountRights,
  root_account_id: number,
  id: number,
): Promise<Enrollment> {
  return presentOne(call, rights, await findEnrollment(call.context.database.pool, root_account_id, id));
}

/** Shows an enrollment in a course of the account or below it. */
export async function showEnrollment(call: Call): Promise<Enrollment> {
  const { account, rights } = await openAccount(call);
  const { pool } = call.context.database;
  const row = await findEnrollment(pool, account.root_account_id, numericId(call, 'id', 'enrollment'));
  const chain = row === null ? [] : await findAccountChain(pool, row.root_account_id, row.account_id);
  return presentOne(call, rights, chain.includes(account.id) ? row : null);
}
