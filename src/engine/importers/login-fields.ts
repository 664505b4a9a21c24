import type { RosterRecord } from '../../db/index.ts';
import {
  type LoginFault,
  loginIdFault,
  passwordFault,
  takenLoginFault,
  userTypeFault,
} from '../login-faults.ts';
import type { Plan } from '../plan.ts';
import { isStuck } from '../stickiness.ts';
import { MAX_TEXT_LENGTH, tooLong } from './cells.ts';
import type { LoginCells, Provider } from './user-match.ts';

type Login = RosterRecord<'pseudonyms'>;

/** The cells that users and logins files share. */
export interface CredentialCells extends LoginCells {
  readonly password: string | null;
  readonly ssha_password: string | null;
  readonly declared_user_type: string | null;
}

/** Why a login cannot be saved with these cells, null when it can. No secret is part of the reason. */
export function loginFault(
  row: CredentialCells,
  login: Login | undefined,
  provider: Provider,
  status: string,
  plan: Plan,
): string | null {
  const fault = loginIdFault(row.login_id ?? '');
  if (fault !== null) return fault.reason;
  if (tooLong(row.user_id, row.integration_id)) return `an id is longer than ${MAX_TEXT_LENGTH} characters`;
  const type = row.declared_user_type;
  const later =
    (type === null || type.toLowerCase() === '<delete>' ? null : userTypeFault(type)) ??
    (takesPassword(login) && row.password !== null ? passwordFault(row.password) : null) ??
    takenFault(row, login, provider, status, plan);
  return later?.reason ?? null;
}

/** What is wrong when another live login of the provider has the login_id that this one will have. */
function takenFault(
  row: CredentialCells,
  login: Login | undefined,
  provider: Provider,
  status: string,
  plan: Plan,
): LoginFault | null {
  const keeps = (field: 'unique_id' | 'workflow_state') =>
    login !== undefined && isStuck('pseudonyms', login, field, plan.options);
  if ((keeps('workflow_state') ? login?.workflow_state : status) === 'deleted') return null;
  const unique_id = (keeps('unique_id') ? login?.unique_id : row.login_id) ?? '';
  const provider_id = typeof provider === 'object' ? provider.id : null;
  return takenLoginFault(unique_id, provider_id, login?.id, plan.found);
}

/** The login's fields that a row writes; blank keeps, except for the provider, which blank resets. */
export function loginFields(row: CredentialCells, login: Login | undefined, provider: Provider, plan: Plan) {
  return {
    unique_id: row.login_id ?? '',
    integration_id: integrationId(row, login, plan),
    authentication_provider_id: typeof provider === 'object' ? provider.id : null,
    declared_user_type: declaredType(row.declared_user_type, login),
    sis_ssha: row.ssha_password ?? login?.sis_ssha ?? null,
    password_hash: passwordHash(row.password, login, plan),
    // A login made by an import has no password of the person's own until they set one.
    password_by_import: login?.password_by_import ?? true,
  };
}

/** The row's, where no other login holds it: a deleting row is not refused for that. */
function integrationId(row: CredentialCells, login: Login | undefined, plan: Plan): string | null {
  const stored = login?.integration_id ?? null;
  const holder = plan.found.one('pseudonyms', 'by_integration_id', row.integration_id);
  return holder && holder.id !== login?.id ? stored : (row.integration_id ?? stored);
}

function declaredType(cell: string | null, login: Login | undefined): string | null {
  if (cell === null) return login?.declared_user_type ?? null;
  const type = cell.toLowerCase();
  return type === '<delete>' ? null : type;
}

/** A password that a person has chosen is theirs; one that an import has set it may set again. */
function takesPassword(login: Login | undefined): boolean {
  return login === undefined || login.password_by_import;
}

function passwordHash(password: string | null, login: Login | undefined, plan: Plan): string | null {
  const stored = login?.password_hash ?? null;
  if (password === null || !takesPassword(login)) return stored;
  if (stored !== null && plan.options.is_password(password, stored)) return stored;
  return plan.options.hash_password(password);
}
