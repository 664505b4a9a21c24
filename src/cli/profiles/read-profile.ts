import { importOptions } from '../../client/index.ts';
import { fileTypes } from '../../format/index.ts';
import {
  complain,
  hintAt,
  maybe,
  type Read,
  readEach,
  readMembers,
  readSwitch,
  readText,
  readWhole,
  readWord,
} from './field-reader.ts';
import type { Node } from './parse-commented-json.ts';
import type { Guards, ImportDefaults, Limit, Profile } from './profile.ts';
import { noAlerts, readAlerts } from './read-alerts.ts';
import { readConvert, usualConversions } from './read-convert.ts';
import { readSchedule } from './read-schedule.ts';
import { readToken } from './read-token-source.ts';

/** Reads an address, without credentials in it. Null when it is none. */
export function parseAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.search) return null;
  return url.origin + url.pathname.replace(/\/+$/, '');
}

const readAddress: Read<string> = (node, name) =>
  parseAddress(readText(node, name)) ??
  complain(node, `${name} must be an address such as https://school.example.`);

/** Reads `500` (rows) or `5%`. Null for anything else. */
export function parseLimit(text: string): Limit | null {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim()) ?? [];
  if (digits === undefined) return null;
  const value = Number(digits);
  if (percent) return value <= 100 ? { percent: value } : null;
  return Number.isSafeInteger(value) ? { rows: value } : null;
}

const readLimit: Read<Limit> = (node, name) => {
  const text = node.kind === 'value' ? String(node.value) : '';
  return parseLimit(text) ?? complain(node, `${name} must be a number of rows or a percentage such as "5%".`);
};

const plurals = fileTypes.map(({ plural }) => plural);

const readMinRows = readEach((key, node) => {
  if (!plurals.some((plural) => plural === key))
    complain(node, `There is no kind of rows "${key}"${hintAt(key, plurals)}`);
  return readWhole(0)(node, key);
});

const readGuards: Read<Guards> = (node, name) => {
  const keys = ['max_deletes', 'max_change', 'min_rows', 'max_shrink'] as const;
  const { max_deletes, max_change, min_rows, max_shrink } = readMembers(node, name, keys);
  return {
    max_deletes: maybe(max_deletes, readLimit, 'max_deletes'),
    max_change: maybe(max_change, readLimit, 'max_change'),
    min_rows: maybe(min_rows, readMinRows, 'min_rows') ?? {},
    max_shrink: maybe(max_shrink, readLimit, 'max_shrink'),
  };
};

/** What is guarded where a profile says nothing. */
export const noGuards: Guards = { max_deletes: null, max_change: null, min_rows: {}, max_shrink: null };

const defaultNames = Object.keys(importOptions).filter((name) => name !== 'diffing_data_set_identifier');

const readDefaults: Read<ImportDefaults> = (node, name) => {
  readMembers(node, name, defaultNames);
  return readEach((key, member) => {
    const option = Object.entries(importOptions).find(([known]) => known === key)?.[1];
    if (option?.kind === 'boolean') return readSwitch(member, key);
    if (option?.kind === 'integer') return readWhole(0)(member, key);
    return option && 'values' in option
      ? readWord<string>(option.values)(member, key)
      : readText(member, key);
  })(node, name) as ImportDefaults;
};

/** What a profile has, in the order in which it is written. */
export const profileKeys = [
  'base_url',
  'account',
  'token',
  'data_set',
  'defaults',
  'schedule',
  'guards',
  'alerts',
  'convert',
] as const;

/**
 * Reads a profile.
 * @throws JsonFault that says what is wrong, and where.
 */
export function readProfile(name: string, node: Node): Profile {
  const found = readMembers(node, `profile "${name}"`, profileKeys);
  if (found.base_url === undefined) return complain(node, `Profile "${name}" needs a base_url.`);
  return {
    name,
    base_url: readAddress(found.base_url, 'base_url'),
    account:
      maybe(
        found.account,
        (one, at) =>
          one.kind === 'value' && typeof one.value === 'number'
            ? String(readWhole(1)(one, at))
            : readText(one, at),
        'account',
      ) ?? 'self',
    token: maybe(found.token, readToken, 'token') ?? { env: 'ROLLCALL_TOKEN' },
    data_set: maybe(found.data_set, readText, 'data_set'),
    defaults: maybe(found.defaults, readDefaults, 'defaults') ?? {},
    schedule: maybe(found.schedule, readSchedule, 'schedule'),
    guards: maybe(found.guards, readGuards, 'guards') ?? noGuards,
    alerts: maybe(found.alerts, readAlerts, 'alerts') ?? noAlerts,
    convert: maybe(found.convert, readConvert, 'convert') ?? usualConversions,
  };
}
