import type { RosterRecord } from '../../db/index.ts';
import { draftMessage, type RowOf, user } from '../../format/index.ts';
import type { Plan, RowResult } from '../plan.ts';
import { isStuck } from '../stickiness.ts';
import { tooLong } from './cells.ts';
import { defineImporter } from './define-importer.ts';
import { loginFault, loginFields } from './login-fields.ts';
import { isAddress, planEmail, retireEmail } from './user-email.ts';
import { hasOtherLogin, matchLogin, type Provider, providerOf } from './user-match.ts';
import { nameOf, sortableNameOf } from './user-names.ts';

type Row = RowOf<typeof user>;
type Login = RosterRecord<'pseudonyms'>;
type Person = RosterRecord<'users'>;

/** People and their logins. A users file never deletes a person's record, only logins and what hangs on them. */
export const userImporter = defineImporter<typeof user>({
  file_type: user,
  table: 'pseudonyms',
  keeps: [],
  creates: { users: 1, pseudonyms: 1, communication_channels: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('pseudonyms', 'by_sis_id', row.user_id);
        want('pseudonyms', 'by_unique_id', row.login_id);
        want('pseudonyms', 'by_integration_id', row.integration_id);
      }
    },
    (rows, want, found) => {
      // A row may reach a login through what an earlier row makes of it: the name it takes over, the id it gets. The
      // earlier row has brought the person along then, with all that any row of the chunk may ask for.
      const withEmail = rows.some((row) => row.email !== null);
      const withDelete = rows.some((row) => statusOf(row.status) === 'deleted');
      for (const row of rows) {
        const byId = found.all('pseudonyms', 'by_sis_id', row.user_id ?? '');
        const byLogin = found.all('pseudonyms', 'by_unique_id', row.login_id ?? '');
        if (byId.length + byLogin.length === 0) continue;
        for (const { user_id, unique_id, stuck_fields } of [...byId, ...byLogin]) {
          want('users', 'by_id', user_id);
          // One that sticks stays, whatever the row says, and must be unique with the row's provider.
          if (stuck_fields !== '') want('pseudonyms', 'by_unique_id', unique_id);
          if (withDelete) want('pseudonyms', 'by_user', user_id);
          if (withEmail) want('communication_channels', 'by_user', user_id);
        }
      }
    },
  ],
  planRow(row, plan) {
    const { found, options } = plan;
    const { user_id } = row;
    const provider = providerOf(row.authentication_provider_id, options.providers);
    const status = statusOf(row.status);
    const login = matchLogin(row, provider, status === 'deleted', found, options);
    if (login !== undefined && 'code' in login) return login;
    if (login && status === 'deleted') {
      if (login.user_id === options.user_id) return draftMessage('user.cannot_remove_self', { user_id });
      if (login.workflow_state === 'deleted') return 'dropped';
      // Canvas: what hangs on the person goes before the provider is looked at, so that a row refused for its
      // provider has removed it all the same (observed; the importers' document warns of it).
      if (!hasOtherLogin(login, found)) plan.also('remove_person', login.user_id);
    }
    if (provider === 'unknown') {
      return draftMessage('user.unknown_authentication_provider', {
        authentication_provider_id: row.authentication_provider_id,
        user_id,
      });
    }
    const reason = loginFault(row, login, provider, status, plan) ?? nameFault(row);
    if (reason !== null) return draftMessage('user.not_saved', { user_id, login_id: row.login_id, reason });
    return save(row, login, provider, status, plan);
  },
});

type Status = 'active' | 'suspended' | 'deleted';

/** The exact word; anything else that only begins like one (`deleted_old`) counts as active. */
function statusOf(status: string | null): Status {
  const word = status?.toLowerCase();
  return word === 'suspended' || word === 'deleted' ? word : 'active';
}

function nameFault({ full_name, first_name, last_name, sortable_name, short_name }: Row): string | null {
  const parts = `${first_name ?? ''} ${last_name ?? ''}`;
  const isTooLong = tooLong(full_name, parts, sortable_name, short_name);
  return isTooLong ? 'a name is longer than 255 characters' : null;
}

function save(row: Row, login: Login | undefined, provider: Provider, status: Status, plan: Plan): RowResult {
  const { user_id, email } = row;
  const person = savePerson(row, login, provider, status, plan);
  const fields = loginFields(row, login, provider, plan);
  const isBad = email !== null && !isAddress(email);
  const channel_id = email === null || isBad ? null : saveEmail(email, login, person, status, plan);
  if (login) {
    plan.stamp('pseudonyms', login.id);
    plan.update('pseudonyms', login, {
      ...fields,
      sis_id: user_id,
      workflow_state: status,
      sis_channel_id: channel_id ?? login.sis_channel_id,
    });
  } else {
    plan.create('pseudonyms', {
      user_id: person.id,
      ...fields,
      sis_id: user_id,
      workflow_state: status,
      sis_channel_id: channel_id,
      sis_import_id: plan.options.sis_import_id,
      stuck_fields: '',
    });
  }
  if (!isBad) return 'counted';
  plan.warn(draftMessage('user.invalid_email', { user_id, email }));
  return 'dropped';
}

function savePerson(
  row: Row,
  login: Login | undefined,
  provider: Provider,
  status: Status,
  plan: Plan,
): Person {
  const { found, options } = plan;
  const existing = found.byId('users', login?.user_id ?? null);
  const name = nameOf(row, existing?.name ?? null, row.login_id ?? '');
  const fields = {
    name,
    sortable_name: sortableNameOf(row, name, existing?.sortable_name ?? null),
    short_name: row.short_name ?? existing?.short_name ?? null,
    pronouns: options.personal_pronouns ? pronounsOf(row, existing) : (existing?.pronouns ?? null),
  };
  if (existing) {
    // A person comes back with the login, not while the login's own state sticks.
    const staysDeleted =
      login?.workflow_state === 'deleted' && isStuck('pseudonyms', login, 'workflow_state', options);
    const revived = status !== 'deleted' && !staysDeleted && existing.workflow_state === 'deleted';
    return plan.update('users', existing, revived ? { ...fields, workflow_state: 'registered' } : fields);
  }
  const made = plan.create('users', {
    ...fields,
    workflow_state: awaitsPassword(row, provider, plan) ? 'pre_registered' : 'registered',
    stuck_fields: '',
  });
  found.assumeNoneOf('pseudonyms', 'by_user', made.id);
  found.assumeNoneOf('communication_channels', 'by_user', made.id);
  return made;
}

function pronounsOf(row: Row, existing: Person | undefined): string | null {
  if (row.pronouns === '<delete>') return null;
  return row.pronouns ?? existing?.pronouns ?? null;
}

/** A new person who is told by mail to set a password. */
function awaitsPassword(row: Row, provider: Provider, plan: Plan): boolean {
  if (row.canvas_password_notification !== true || row.email === null || typeof provider !== 'object')
    return false;
  return plan.options.providers.some((entry) => entry.id === provider.id && entry.auth_type === 'canvas');
}

function saveEmail(
  email: string,
  login: Login | undefined,
  person: Person,
  status: Status,
  plan: Plan,
): number | null {
  if (status === 'deleted' && login) {
    retireEmail(person.id, email, plan);
    return login.sis_channel_id;
  }
  const state =
    status === 'deleted' ? 'retired' : person.workflow_state === 'pre_registered' ? 'unconfirmed' : 'active';
  return planEmail(person.id, email, login?.sis_channel_id ?? null, state, plan);
}
