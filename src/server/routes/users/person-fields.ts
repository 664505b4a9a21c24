import type { NameChange } from '../../../engine/index.ts';
import { ApiError } from '../../errors.ts';
import { sentFields, textField } from '../../fields.ts';
import type { ParameterRecord } from '../../parameters.ts';
import { timeZoneField } from '../../time-zone-field.ts';

/** The names in a request beside the name itself. */
export function readNames(group: ParameterRecord): Omit<NameChange, 'name'> {
  return sentFields({
    sortable_name: textField(group, 'sortable_name'),
    short_name: textField(group, 'short_name'),
  });
}

function readLocale(group: ParameterRecord): string | null | undefined {
  const locale = textField(group, 'locale');
  if (typeof locale === 'string' && !/^[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/.test(locale)) {
    throw new ApiError('invalid_field', { field: 'locale' });
  }
  return locale;
}

/** What only people set of a person. */
export function readPreferences(group: ParameterRecord) {
  return sentFields({ time_zone: timeZoneField(group, 'time_zone'), locale: readLocale(group) });
}
