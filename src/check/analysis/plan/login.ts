import { draftMessage, type login, type MessageDraft, type RowOf } from '../../../format/index.ts';
import { existingPersonColumn, isAddress } from '../../login-cells.ts';
import { providerOf } from '../login-names.ts';
import type { LoginRecord } from '../records.ts';
import type { World } from '../world.ts';
import { definePlan, missing, type Say } from './define-plan.ts';
import { loginFault, noteEmail } from './user.ts';

type Row = RowOf<typeof login>;

/** Further logins of people who have one. */
export const loginPlan = definePlan<typeof login>({
  planRow(row, world, say) {
    const { user_id, login_id, email, integration_id } = row;
    if (user_id === null || login_id === null) return false;
    const { logins } = world;
    const provider = providerOf(row.authentication_provider_id);
    const byId = logins.get(user_id);
    const inUse = byId ?? logins.names.live(login_id, provider);
    const holder = logins.otherHolder(integration_id, inUse);
    if (holder)
      return say.refuse(draftMessage('login.integration_id_claimed', { holder: holder.id, user_id }));
    if (inUse) {
      const column = byId ? 'user_id' : 'login_id';
      return say.refuse(draftMessage('login.exists', { user_id, login_id }, { column }));
    }
    if (row.root_account !== null) {
      say.remark('check.dropped_row', 'root_account', { column: 'root_account', value: row.root_account });
      return true;
    }
    const existing = findExisting(row, world, say);
    if (existing === null) return false;
    if ('code' in existing) return say.refuse(existing);
    if (provider === 'unknown') {
      const { authentication_provider_id } = row;
      return say.refuse(
        draftMessage('login.unknown_authentication_provider', { authentication_provider_id, user_id }),
      );
    }
    const reason = loginFault(row, undefined, provider, 'active', logins);
    if (reason !== null) return say.refuse(draftMessage('login.not_saved', { user_id, login_id, reason }));
    const provider_id = typeof provider === 'object' ? provider.id : null;
    const made = { id: user_id, integration_id, login_id, provider_id, state: 'active' as const };
    const saved = logins.make(made, existing);
    if (email === null) return true;
    if (isAddress(email)) noteEmail(row, saved, world, say);
    else say.warn(draftMessage('login.invalid_email', { user_id, email }));
    return true;
  },
});

/** The live login whose person gets another; null when the row has been refused. */
function findExisting(row: Row, { logins }: World, say: Say): LoginRecord | MessageDraft | null {
  const { user_id, existing_user_id, existing_integration_id, existing_canvas_user_id } = row;
  const isLive = (found: LoginRecord | undefined) => (found && found.state !== 'deleted' ? found : undefined);
  const existing =
    isLive(logins.get(existing_user_id)) ?? isLive(logins.withIntegrationId(existing_integration_id));
  if (!existing) {
    const column = existingPersonColumn(row);
    const draft = draftMessage('login.existing_user_not_found', { user_id }, { column });
    if (existing_canvas_user_id !== null && column === 'existing_canvas_user_id') {
      say.leaveToServer(draft, column, existing_canvas_user_id);
      return null;
    }
    const isGone = logins.get(existing_user_id) !== undefined;
    say.refuse(draft, isGone ? undefined : missing('user', existing_user_id));
    return null;
  }
  // The number of a person is the server's: no file can know it.
  const agrees =
    (existing_user_id === null || existing.id === existing_user_id) &&
    (existing_integration_id === null || existing.integration_id === existing_integration_id) &&
    existing_canvas_user_id === null;
  return agrees ? existing : draftMessage('login.existing_user_mismatch', { user_id });
}
