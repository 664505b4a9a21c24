import { parseTimestamp } from '../format/index.ts';

/** Request parameters: query, form or JSON, merged; bracket names are nested. */

export type ParameterValue = string | number | boolean | null | ParameterValue[] | ParameterRecord;

export interface ParameterRecord {
  [name: string]: ParameterValue;
}

/** How deep parameters nest: `a[b][c]` is three; brackets beyond are cut off. */
export const MAX_DEPTH = 8;

/** A record without a prototype, so that no name means anything of its own. */
export function emptyRecord(): ParameterRecord {
  return Object.create(null) as ParameterRecord;
}

function isRecord(value: ParameterValue | undefined): value is ParameterRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `a[b][]` becomes `['a', 'b', '']`; a name that is not well bracketed stays whole. */
function pathOf(name: string): readonly string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name);
  if (match === null) return [name];
  const [, root = '', brackets = ''] = match;
  return [root, ...brackets.slice(1, -1).split('][')].slice(0, MAX_DEPTH);
}

/** Sets one named value: `a[b]=1` nests, `a[]=1` appends, a repeated plain name keeps the last. */
export function setParameter(record: ParameterRecord, name: string, value: ParameterValue): void {
  const path = pathOf(name);
  let at = record;
  for (const [index, key] of path.entries()) {
    const next = path[index + 1];
    const inner = at[key];
    if (next === undefined) {
      at[key] = value;
      return;
    }
    if (next === '') {
      if (Array.isArray(inner)) inner.push(value);
      else at[key] = [value];
      return;
    }
    const nested = isRecord(inner) ? inner : emptyRecord();
    at[key] = nested;
    at = nested;
  }
}

/** Reads a query string or an urlencoded body. */
export function parseUrlEncoded(text: string): ParameterRecord {
  const record = emptyRecord();
  for (const [name, value] of new URLSearchParams(text)) setParameter(record, name, value);
  return record;
}

/** Copies what a JSON body holds. Null when it is no object. */
export function fromJson(body: unknown): ParameterRecord | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  return Object.assign(emptyRecord(), body as ParameterRecord);
}

/** Later records win, group by group. */
export function mergeParameters(...records: readonly ParameterRecord[]): ParameterRecord {
  const merged = emptyRecord();
  for (const record of records) {
    for (const [name, value] of Object.entries(record)) {
      const before = merged[name];
      merged[name] = isRecord(before) && isRecord(value) ? mergeParameters(before, value) : value;
    }
  }
  return merged;
}

/** The text of a scalar parameter, trimmed; null when it is missing, blank, or no scalar. */
export function textParameter(record: ParameterRecord, name: string): string | null {
  const value = record[name];
  if (value === undefined || value === null || typeof value === 'object') return null;
  const text = String(value).trim();
  return text === '' ? null : text;
}

/** Canvas reads `true`, `t`, `yes`, `y`, `on` and `1` as true in any letter case, all else as false. */
export function isTrue(value: ParameterValue | undefined): boolean {
  return /^(true|t|yes|y|on|1)$/i.test(String(value ?? '').trim());
}

/** The texts of a list parameter; a single value counts as a list of one. */
export function listParameter(record: ParameterRecord, name: string): readonly string[] {
  const value = record[name];
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  return list.filter((entry) => entry !== null && typeof entry !== 'object').map(String);
}

/** The members of a group parameter such as `account[name]`; null when it is missing or empty. */
export function groupParameter(record: ParameterRecord, name: string): ParameterRecord | null {
  const value = record[name];
  return isRecord(value) && Object.keys(value).length > 0 ? value : null;
}

/** A time in ISO 8601 as the same moment in UTC, null when it cannot be read. A fraction of a second is kept. */
export function timeParameter(record: ParameterRecord, name: string): string | null {
  const text = textParameter(record, name) ?? '';
  const moment = parseTimestamp(text);
  const [, fraction] = /:\d\d([.,]\d{1,6})/.exec(text) ?? [];
  return moment !== null && fraction !== undefined
    ? `${moment.slice(0, -1)}${fraction.replace(',', '.')}Z`
    : moment;
}
