import { loginMembers } from '../../../api/index.ts';
import type { LoginFault, LoginFields } from '../../../engine/index.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import { checkLength, filledText, sentFields, textField } from '../../fields.ts';
import type { ParameterRecord } from '../../parameters.ts';
import type { SisRights } from '../../presenters/sis-fields.ts';
import { sisIdField } from '../../sis-id-field.ts';

/** The SIS ids that a login has by now. */
export interface StoredIds {
  readonly sis_id: string | null;
  readonly integration_id: string | null;
}

const MAX_PASSWORD_LENGTH = 255;

/** The password exactly as it was sent; undefined when it is missing or blank. */
function readPassword(group: ParameterRecord): string | undefined {
  const text = textField(group, 'password', MAX_PASSWORD_LENGTH) ?? undefined;
  const { password } = group;
  if (text === undefined || typeof password !== 'string') return text;
  checkLength('password', password, MAX_PASSWORD_LENGTH);
  return password;
}

/** What a request says of a login. */
export function readLoginFields(
  group: ParameterRecord,
  rights: SisRights,
  stored: StoredIds = { sis_id: null, integration_id: null },
): LoginFields {
  return sentFields({
    unique_id: filledText(group, 'unique_id', loginMembers.unique_id.max_length),
    password: readPassword(group),
    sis_id: sisIdField(group, 'sis_user_id', stored.sis_id, rights),
    integration_id: sisIdField(group, 'integration_id', stored.integration_id, rights),
    authentication_provider: textField(group, 'authentication_provider_id'),
    declared_user_type: textField(group, 'declared_user_type'),
  });
}

/** What the answer is to a login that cannot be as it was asked for. */
export function refusalOf({ field, fault, limit = 0 }: LoginFault): ApiError {
  switch (fault) {
    case 'taken':
      return new ApiError('taken_field', { field });
    case 'too_long':
      return new ApiError('too_long_field', { field, params: { max_length: limit } });
    case 'too_short':
      return new ApiError('too_short_field', { field, params: { min_length: limit } });
    case 'unknown':
      return unknownRecord('authentication provider');
    case 'invalid':
      return new ApiError('invalid_field', { field });
  }
}
