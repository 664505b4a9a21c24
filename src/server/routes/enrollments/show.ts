import type { Enrollment } from '../../../api/index.ts';
import { type EnrollmentRow, findAccountChain, findEnrollment } from '../../../db/index.ts';
import { openAccount, rightsIn } from '../../auth/open-account.ts';
import { type Call, numericId } from '../../define-route.ts';
import { type ApiError, unknownRecord } from '../../errors.ts';
import { presentEnrollments } from '../../presenters/present-enrollment.ts';

async function present(call: Call, row: EnrollmentRow): Promise<Enrollment> {
  const { root_account_id, account_id } = row;
  const rights = await rightsIn(call.context, call.viewer, { root_account_id, id: account_id });
  const [shown] = await presentEnrollments(call, root_account_id, rights, [row]);
  if (shown === undefined) throw new Error(`enrollment ${row.id} is not shown`);
  return shown;
}

function unknownEnrollment(): ApiError {
  return unknownRecord('enrollment');
}

/** The enrollment as it is now, after a change. */
export async function answerEnrollment(call: Call, root_account_id: number, id: number): Promise<Enrollment> {
  const row = await findEnrollment(call.context.database.pool, root_account_id, id);
  if (row === null) throw unknownEnrollment();
  return present(call, row);
}

/** Shows an enrollment in a course of the account or below it. */
export async function showEnrollment(call: Call): Promise<Enrollment> {
  const { account } = await openAccount(call);
  const { pool } = call.context.database;
  const row = await findEnrollment(pool, account.root_account_id, numericId(call, 'id', 'enrollment'));
  if (row === null) throw unknownEnrollment();
  const chain = await findAccountChain(pool, row.root_account_id, row.account_id);
  if (!chain.includes(account.id)) throw unknownEnrollment();
  return present(call, row);
}
