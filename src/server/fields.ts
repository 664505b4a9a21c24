import { parseTimestamp } from '../format/index.ts';
import { ApiError, missingParameter } from './errors.ts';
import { groupParameter, isTrue, type ParameterRecord, textParameter } from './parameters.ts';

/**
 * The fields of an object that a request makes or changes, such as `course[name]`. Undefined: not sent, so the
 * field stays as it is. Null: sent blank. What cannot be stored throws in Canvas's shape for field errors.
 */

const MAX_LENGTH = 255;

/** Throws when a text is longer than its column. */
export function checkLength(field: string, text: string, max_length = MAX_LENGTH): void {
  if ([...text].length > max_length) throw new ApiError('too_long_field', { field, params: { max_length } });
}

/** A text, trimmed. An object or a list in its place is not valid. */
export function textField(
  group: ParameterRecord,
  field: string,
  max_length = MAX_LENGTH,
): string | null | undefined {
  const value = group[field];
  if (value === undefined) return undefined;
  if (typeof value === 'object' && value !== null) throw new ApiError('invalid_field', { field });
  const text = textParameter(group, field);
  if (text !== null) checkLength(field, text, max_length);
  return text;
}

/** A text that must be there. */
export function requiredText(group: ParameterRecord, field: string, max_length = MAX_LENGTH): string {
  const text = textField(group, field, max_length) ?? null;
  if (text === null) throw new ApiError('blank_field', { field });
  return text;
}

/** A text that may be left as it is but not be blanked. */
export function filledText(
  group: ParameterRecord,
  field: string,
  max_length = MAX_LENGTH,
): string | undefined {
  return group[field] === undefined ? undefined : requiredText(group, field, max_length);
}

/** A group of parameters that must be there. */
export function requiredGroup(parameters: ParameterRecord, name: string): ParameterRecord {
  const group = groupParameter(parameters, name);
  if (group === null) throw missingParameter(name);
  return group;
}

/** A moment in UTC, whole seconds. */
export function timeField(group: ParameterRecord, field: string): string | null | undefined {
  const text = textField(group, field);
  if (text === undefined || text === null) return text;
  const time = parseTimestamp(text);
  if (time === null) throw new ApiError('invalid_field', { field });
  return time;
}

/** A whole number of at least `least`. */
export function integerField(group: ParameterRecord, field: string, least = 0): number | null | undefined {
  const text = textField(group, field);
  if (text === undefined || text === null) return text;
  const number = Number(text);
  if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(number) || number < least) {
    throw new ApiError('invalid_field', { field });
  }
  return number;
}

export function booleanField(group: ParameterRecord, field: string): boolean | undefined {
  return group[field] === undefined ? undefined : isTrue(group[field]);
}

/** Throws unless the first moment comes before the second; open ends fit everything. */
export function checkOrder(field: string, start_at: string | null, end_at: string | null): void {
  if (start_at !== null && end_at !== null && Date.parse(end_at) < Date.parse(start_at)) {
    throw new ApiError('invalid_field', { field });
  }
}

/** What was sent, without the fields that were not. */
export function sentFields<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const sent = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(sent) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
