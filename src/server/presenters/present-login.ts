import type { Login } from '../../api/index.ts';
import type { LoginRow } from '../../db/index.ts';
import { type SisRights, seesSisIds } from './sis-fields.ts';

/** A login as the API shows it. */
export function presentLogin(login: LoginRow, rights: SisRights): Login {
  return {
    id: login.id,
    user_id: login.user_id,
    account_id: login.root_account_id,
    unique_id: login.unique_id,
    ...(seesSisIds(rights) ? { sis_user_id: login.sis_id, integration_id: login.integration_id } : {}),
    authentication_provider_id: login.authentication_provider_id,
    ...(login.authentication_provider_type === null
      ? {}
      : { authentication_provider_type: login.authentication_provider_type }),
    workflow_state: login.workflow_state,
    declared_user_type: login.declared_user_type,
    created_at: login.created_at,
  };
}
