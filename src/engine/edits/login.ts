import type { RosterRecord } from '../../db/index.ts';
import type { RosterEdit } from '../edit-roster.ts';
import type { Found } from '../found.ts';
import { hasOtherLogin, providerOf } from '../importers/user-match.ts';
import {
  type LoginFault,
  loginIdFault,
  passwordFault,
  takenLoginFault,
  userTypeFault,
} from '../login-faults.ts';
import { isStuck } from '../stickiness.ts';
import { findLiving } from './find-record.ts';

type Login = RosterRecord<'pseudonyms'>;

/** What a person may say of a login; what is left out stays as it is. */
export interface LoginFields {
  readonly unique_id?: string;
  readonly password?: string;
  readonly sis_id?: string | null;
  readonly integration_id?: string | null;
  /** The number or the type of a provider; null for none. */
  readonly authentication_provider?: string | null;
  readonly declared_user_type?: string | null;
  readonly workflow_state?: 'active' | 'suspended';
}

/** A login that is to be made. */
export type NewLogin = Omit<LoginFields, 'unique_id' | 'workflow_state'> & { readonly unique_id: string };

/** Looks up who else may hold what a login is to have. */
export async function lookUpHolders(roster: RosterEdit, fields: LoginFields, login?: Login): Promise<void> {
  await roster.lookUp((want) => {
    want('pseudonyms', 'by_sis_id', fields.sis_id ?? null);
    want('pseudonyms', 'by_integration_id', fields.integration_id ?? null);
    want('pseudonyms', 'by_unique_id', fields.unique_id ?? null);
    // The one that there is may stick.
    want('pseudonyms', 'by_unique_id', login?.unique_id ?? null);
  });
}

/** Plans a login of a living person. Ids must be reserved and holders looked up. */
export function createLogin(
  roster: RosterEdit,
  user_id: number,
  fields: NewLogin,
): { readonly id: number } | { readonly fault: LoginFault } {
  const { plan } = roster;
  const values = valuesOf(roster, fields, undefined);
  if ('fault' in values) return { fault: values };
  const { id } = plan.create('pseudonyms', {
    user_id,
    unique_id: fields.unique_id,
    workflow_state: 'active',
    sis_id: null,
    integration_id: null,
    authentication_provider_id: null,
    declared_user_type: null,
    password_hash: null,
    sis_ssha: null,
    // Nobody has chosen a password yet, so that an import may set one.
    password_by_import: true,
    sis_channel_id: null,
    sis_import_id: null,
    stuck_fields: '',
    ...values,
  });
  return { id };
}

/** Plans new values of a login; hands out what is in the way. Holders must be looked up. */
export function changeLogin(roster: RosterEdit, login: Login, fields: LoginFields): LoginFault | null {
  const values = valuesOf(roster, fields, login);
  if ('fault' in values) return values;
  roster.plan.update('pseudonyms', login, values);
  return null;
}

/** Plans a further login of a person. */
export async function planLogin(
  roster: RosterEdit,
  user_id: number,
  fields: NewLogin,
): Promise<{ readonly id: number } | { readonly fault: LoginFault | 'gone' }> {
  await roster.lookUp((want) => want('users', 'by_id', user_id));
  const person = roster.found.byId('users', user_id);
  if (person === undefined || person.workflow_state === 'deleted') return { fault: 'gone' };
  await lookUpHolders(roster, fields);
  await roster.reserve({ pseudonyms: 1 });
  return createLogin(roster, user_id, fields);
}

/** Plans new values of a live login; hands out what is in the way, null when nothing is. */
export async function planLoginChange(
  roster: RosterEdit,
  id: number,
  fields: LoginFields,
): Promise<LoginFault | 'gone' | null> {
  const login = await findLiving(roster, 'pseudonyms', id);
  if (login === null) return 'gone';
  await lookUpHolders(roster, fields, login);
  return changeLogin(roster, login, fields);
}

/** Plans the end of a live login. With a person's last one goes what hangs on the person, as with a users row. */
export async function planLoginRemoval(roster: RosterEdit, id: number): Promise<'gone' | null> {
  const login = await findLiving(roster, 'pseudonyms', id);
  if (login === null) return 'gone';
  await roster.lookUp((want) => want('pseudonyms', 'by_user', login.user_id));
  if (!hasOtherLogin(login, roster.found)) roster.plan.also('remove_person', login.user_id);
  roster.plan.update('pseudonyms', login, { workflow_state: 'deleted' });
  return null;
}

/** The columns that the fields set, or why they cannot. */
function valuesOf(
  { plan }: RosterEdit,
  fields: LoginFields,
  login: Login | undefined,
): Partial<Omit<Login, 'id'>> | LoginFault {
  const { authentication_provider, password, ...columns } = fields;
  const { options, found } = plan;
  const provider =
    authentication_provider === undefined
      ? undefined
      : providerOf(authentication_provider, options.providers);
  if (provider === 'unknown') {
    return { field: 'authentication_provider_id', fault: 'unknown', reason: 'the provider does not exist' };
  }
  const provider_id =
    provider === undefined
      ? (login?.authentication_provider_id ?? null)
      : provider === 'none'
        ? null
        : provider.id;
  const is_kept = login !== undefined && isStuck('pseudonyms', login, 'unique_id', options);
  const unique_id = (is_kept ? login.unique_id : (fields.unique_id ?? login?.unique_id)) ?? '';
  const fault =
    (fields.unique_id === undefined ? null : loginIdFault(fields.unique_id)) ??
    (password === undefined ? null : passwordFault(password)) ??
    (fields.declared_user_type ? userTypeFault(fields.declared_user_type) : null) ??
    takenLoginFault(unique_id, provider_id, login?.id, found) ??
    takenIdFault(fields, login?.id, found);
  if (fault !== null) return fault;
  return {
    ...columns,
    authentication_provider_id: provider_id,
    ...(fields.declared_user_type ? { declared_user_type: fields.declared_user_type.toLowerCase() } : {}),
    ...(password === undefined
      ? {}
      : { password_hash: options.hash_password(password), password_by_import: false }),
  };
}

function takenIdFault(fields: LoginFields, own_id: number | undefined, found: Found): LoginFault | null {
  const isOther = (holder: Login | undefined) => holder !== undefined && holder.id !== own_id;
  if (isOther(found.one('pseudonyms', 'by_sis_id', fields.sis_id ?? null))) {
    return { field: 'sis_user_id', fault: 'taken', reason: 'the SIS ID is in use' };
  }
  return isOther(found.one('pseudonyms', 'by_integration_id', fields.integration_id ?? null))
    ? { field: 'integration_id', fault: 'taken', reason: 'the integration id is in use' }
    : null;
}
