import type { User } from '../../api/index.ts';
import type { UserSummaryRow } from '../../db/index.ts';
import { type SisRights, sisFields } from './sis-fields.ts';

/** A person in the short form that other objects carry. */
export function presentUser(user: UserSummaryRow, rights: SisRights): User {
  return {
    id: user.id,
    name: user.name,
    created_at: user.created_at,
    sortable_name: user.sortable_name,
    short_name: user.short_name,
    ...sisFields(
      rights,
      { sis_user_id: user.sis_user_id, integration_id: user.integration_id },
      user.sis_import_id,
    ),
    login_id: user.login_id,
  };
}
