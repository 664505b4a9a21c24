/** Why a login cannot be saved: the field, what is wrong with it, and the same in words without any secret. */
export interface LoginFault {
  readonly field:
    | 'unique_id'
    | 'password'
    | 'sis_user_id'
    | 'integration_id'
    | 'declared_user_type'
    | 'authentication_provider_id';
  readonly fault: 'invalid' | 'too_long' | 'too_short' | 'taken' | 'unknown';
  /** In characters, of what is too long or too short. */
  readonly limit?: number;
  readonly reason: string;
}

const USER_TYPES = ['administrative', 'observer', 'staff', 'student', 'student_other', 'teacher'];
/** The longest `login_id`, in characters. */
export const MAX_LOGIN_LENGTH = 100;
const MIN_PASSWORD_LENGTH = 8;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what is not printable is exactly what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f]/;

/** What is wrong with a `login_id` by itself. */
export function loginIdFault(login_id: string): LoginFault | null {
  const field = 'unique_id';
  if (UNPRINTABLE.test(login_id)) {
    return { field, fault: 'invalid', reason: 'the login_id has characters that cannot be printed' };
  }
  if (login_id.length <= MAX_LOGIN_LENGTH) return null;
  const reason = `the login_id is longer than ${MAX_LOGIN_LENGTH} characters`;
  return { field, fault: 'too_long', limit: MAX_LOGIN_LENGTH, reason };
}

/** What is wrong with a `declared_user_type`, in any letter case. */
export function userTypeFault(type: string): LoginFault | null {
  return USER_TYPES.includes(type.toLowerCase())
    ? null
    : { field: 'declared_user_type', fault: 'invalid', reason: `${type} is no declared_user_type` };
}

/** What is wrong with a password. */
export function passwordFault(password: string): LoginFault | null {
  if (password.length >= MIN_PASSWORD_LENGTH) return null;
  const reason = `the password has fewer than ${MIN_PASSWORD_LENGTH} characters`;
  return { field: 'password', fault: 'too_short', limit: MIN_PASSWORD_LENGTH, reason };
}

/** Something, an at sign, a domain: what the reference asks of an address. */
const ADDRESS = /^[^\s@,;<>()[\]"]+@[^\s@,;<>()[\]"]+$/;

/** Whether a text can be an e-mail address. */
export function isAddress(email: string): boolean {
  return ADDRESS.test(email) && email.length <= 255;
}

/** The column that a logins row names an existing person by, of several the first that counts. */
export function existingPersonColumn(cells: {
  readonly existing_user_id: string | null;
  readonly existing_integration_id: string | null;
}): 'existing_user_id' | 'existing_integration_id' | 'existing_canvas_user_id' {
  if (cells.existing_user_id !== null) return 'existing_user_id';
  return cells.existing_integration_id !== null ? 'existing_integration_id' : 'existing_canvas_user_id';
}
