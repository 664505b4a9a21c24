import type { Admin, User } from '../../api/index.ts';
import type { AdminRow } from '../../db/index.ts';

/** What a person is in an account, as the API shows it. */
export function presentAdmin({ id, role, role_id, workflow_state }: AdminRow, user: User): Admin {
  return { id, role, role_id, user, workflow_state, status: workflow_state };
}
