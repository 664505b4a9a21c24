import type { RosterRecord } from '../../db/index.ts';
import type { Plan } from '../plan.ts';
import { isStuck } from '../stickiness.ts';
import type { LoginCells, Provider } from './user-match.ts';

type Login = RosterRecord<'pseudonyms'>;

/** The cells that users and logins files share. */
export interface CredentialCells extends LoginCells {
  readonly password: string | null;
  readonly ssha_password: string | null;
  readonly declared_user_type: string | null;
}

const USER_TYPES = ['administrative', 'observer', 'staff', 'student', 'student_other', 'teacher'];
const MAX_LOGIN_LENGTH = 100;
const MIN_PASSWORD_LENGTH = 8;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what is not printable is exactly what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f]/;

/** Why a login cannot be saved with these cells, null when it can. No secret is part of the reason. */
export function loginFault(
  row: CredentialCells,
  login: Login | undefined,
  provider: Provider,
  status: string,
  plan: Plan,
): string | null {
  const login_id = row.login_id ?? '';
  if (UNPRINTABLE.test(login_id)) return 'the login_id has characters that cannot be printed';
  if (login_id.length > MAX_LOGIN_LENGTH) return `the login_id is longer than ${MAX_LOGIN_LENGTH} characters`;
  if ((row.user_id?.length ?? 0) > 255 || (row.integration_id?.length ?? 0) > 255) {
    return 'an id is longer than 255 characters';
  }
  const type = row.declared_user_type?.toLowerCase();
  if (type !== undefined && type !== '<delete>' && !USER_TYPES.includes(type)) {
    return `${row.declared_user_type} is no declared_user_type`;
  }
  if (takesPassword(login) && row.password !== null && row.password.length < MIN_PASSWORD_LENGTH) {
    return `the password has fewer than ${MIN_PASSWORD_LENGTH} characters`;
  }
  return isTaken(login_id, login, provider, status, plan) ? 'the login_id is in use' : null;
}

/** Whether another live login of the provider has the login_id that this one will have. */
function isTaken(
  login_id: string,
  login: Login | undefined,
  provider: Provider,
  status: string,
  plan: Plan,
): boolean {
  const keeps = (field: 'unique_id' | 'workflow_state') =>
    login !== undefined && isStuck('pseudonyms', login, field, plan.options);
  if ((keeps('workflow_state') ? login?.workflow_state : status) === 'deleted') return false;
  const unique_id = keeps('unique_id') ? (login?.unique_id ?? '') : login_id;
  const provider_id = typeof provider === 'object' ? provider.id : null;
  return plan.found.all('pseudonyms', 'by_unique_id', unique_id).some((other) => {
    return (
      other.id !== login?.id &&
      other.workflow_state !== 'deleted' &&
      other.authentication_provider_id === provider_id
    );
  });
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
