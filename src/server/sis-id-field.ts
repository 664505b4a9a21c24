import type { AccountRights } from './auth/open-account.ts';
import { ApiError } from './errors.ts';
import { textField } from './fields.ts';
import type { ParameterRecord } from './parameters.ts';

/** The SIS ID in a request, if it differs from the one there is: that is for those who may manage SIS data. */
export function sisIdField(
  group: ParameterRecord,
  field: string,
  current: string | null,
  rights: Pick<AccountRights, 'may'>,
): string | null | undefined {
  const sis_id = textField(group, field);
  if (sis_id === undefined || sis_id === current) return undefined;
  if (!rights.may('manage_sis')) throw new ApiError('unauthorized');
  return sis_id;
}
