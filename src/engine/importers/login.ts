import { existingPersonColumn } from '../../check/index.ts';
import type { RosterRecord } from '../../db/index.ts';
import { draftMessage, login, type MessageDraft, type RowOf } from '../../format/index.ts';
import type { Found } from '../found.ts';
import type { Plan, RowResult } from '../plan.ts';
import { numberOf } from './cells.ts';
import { defineImporter } from './define-importer.ts';
import { loginFault, loginFields } from './login-fields.ts';
import { isAddress, planEmail } from './user-email.ts';
import { holderName, liveLogin, type Provider, providerOf } from './user-match.ts';

type Row = RowOf<typeof login>;
type Login = RosterRecord<'pseudonyms'>;

/** Further logins of people who have one. A logins file only adds: what is in use is left as it is. */
export const loginImporter = defineImporter<typeof login>({
  file_type: login,
  table: 'pseudonyms',
  keeps: [],
  creates: { pseudonyms: 1, communication_channels: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('pseudonyms', 'by_sis_id', row.user_id);
        want('pseudonyms', 'by_unique_id', row.login_id);
        want('pseudonyms', 'by_integration_id', row.integration_id);
        want('pseudonyms', 'by_sis_id', row.existing_user_id);
        want('pseudonyms', 'by_integration_id', row.existing_integration_id);
        want('pseudonyms', 'by_user', numberOf(row.existing_canvas_user_id));
      }
    },
    (rows, want, found) => {
      // A row may name a login that an earlier row makes: then that row has brought the person along.
      const withEmail = rows.some((row) => row.email !== null);
      for (const row of rows) {
        const existing = existingLogin(row, found);
        if (!existing) continue;
        want('users', 'by_id', existing.user_id);
        if (withEmail) want('communication_channels', 'by_user', existing.user_id);
      }
    },
  ],
  planRow(row, plan) {
    const { found, options } = plan;
    const { user_id, login_id } = row;
    const provider = providerOf(row.authentication_provider_id, options.providers);
    const byId = found.one('pseudonyms', 'by_sis_id', user_id);
    const inUse = byId ?? liveLogin(login_id ?? '', provider, found);
    const holder = found.one('pseudonyms', 'by_integration_id', row.integration_id);
    if (holder && holder.id !== inUse?.id) {
      return draftMessage('login.integration_id_claimed', { holder: holderName(holder), user_id });
    }
    if (inUse) {
      const column = byId ? 'user_id' : 'login_id';
      return draftMessage('login.exists', { user_id, login_id }, { column });
    }
    if (row.root_account !== null) return 'dropped';
    const existing = findExisting(row, found);
    if ('code' in existing) return existing;
    if (provider === 'unknown') {
      const { authentication_provider_id } = row;
      return draftMessage('login.unknown_authentication_provider', { authentication_provider_id, user_id });
    }
    const reason = loginFault(row, undefined, provider, 'active', plan);
    if (reason !== null) return draftMessage('login.not_saved', { user_id, login_id, reason });
    return save(row, existing, provider, plan);
  },
});

/** The first live login that one of the row's values hits, in their order. */
function existingLogin(row: Row, found: Found): Login | undefined {
  const isLive = (entry: Login | undefined) => entry !== undefined && entry.workflow_state !== 'deleted';
  const byId = found.one('pseudonyms', 'by_sis_id', row.existing_user_id);
  if (isLive(byId)) return byId;
  const byIntegration = found.one('pseudonyms', 'by_integration_id', row.existing_integration_id);
  if (isLive(byIntegration)) return byIntegration;
  const person_id = numberOf(row.existing_canvas_user_id);
  return person_id === null ? undefined : found.all('pseudonyms', 'by_user', person_id).find(isLive);
}

/** The login whose person the row is about: it must agree with all values that the row gives. */
function findExisting(row: Row, found: Found): Login | MessageDraft {
  const { user_id, existing_user_id, existing_integration_id, existing_canvas_user_id } = row;
  const existing = existingLogin(row, found);
  if (!existing) {
    const column = existingPersonColumn(row);
    return draftMessage('login.existing_user_not_found', { user_id }, { column });
  }
  const agrees =
    (existing_user_id === null || existing.sis_id === existing_user_id) &&
    (existing_integration_id === null || existing.integration_id === existing_integration_id) &&
    (existing_canvas_user_id === null || existing.user_id === numberOf(existing_canvas_user_id));
  return agrees ? existing : draftMessage('login.existing_user_mismatch', { user_id });
}

function save(row: Row, existing: Login, provider: Provider, plan: Plan): RowResult {
  const { user_id, email } = row;
  const fields = loginFields(row, undefined, provider, plan);
  const person = plan.found.byId('users', existing.user_id);
  const state = person?.workflow_state === 'pre_registered' ? 'unconfirmed' : 'active';
  const isBad = email !== null && !isAddress(email);
  plan.create('pseudonyms', {
    user_id: existing.user_id,
    ...fields,
    sis_id: user_id,
    workflow_state: 'active',
    sis_channel_id: email === null || isBad ? null : planEmail(existing.user_id, email, null, state, plan),
    sis_import_id: plan.options.sis_import_id,
    stuck_fields: '',
  });
  if (!isBad) return 'counted';
  plan.warn(draftMessage('login.invalid_email', { user_id, email }));
  return 'dropped';
}
