import {
  defaultSettings,
  enrollmentRoles,
  type OneRosterSettings,
  orgTypes,
  personFields,
  sessionTypes,
  userRoles,
} from '../../convert/index.ts';
import { declaredUserTypes } from '../../format/index.ts';
import {
  complain,
  type Read,
  readList,
  readMembers,
  readSwitch,
  readText,
  readWord,
} from './field-reader.ts';
import type { Node } from './parse-commented-json.ts';
import type { Profile } from './profile.ts';

const readIdSource: Read<string> = (node, name) => {
  const text = readText(node, name);
  return /^userIds:\S+$/.test(text) ? text : readWord(personFields)(node, name);
};

/** One word, or several to be tried one after the other. */
const readIdSources: Read<readonly string[]> = (node, name) =>
  node.kind === 'list' ? readList(readIdSource)(node, name) : [readIdSource(node, name)];

const orNull =
  <T>(read: Read<T>): Read<T | null> =>
  (node, name) =>
    node.kind === 'value' && node.value === null ? null : read(node, name);

/** What an object says instead of some usual values. */
const overriding =
  <T>(
    keys: readonly string[],
    usual: Readonly<Record<string, T>>,
    read: Read<T>,
  ): Read<Readonly<Record<string, T>>> =>
  (node, name) => {
    const given = Object.entries(readMembers(node, name, keys) as Readonly<Record<string, Node>>);
    return { ...usual, ...Object.fromEntries(given.map(([key, member]) => [key, read(member, key)])) };
  };

/** How each setting is read. */
const readers: { readonly [K in keyof OneRosterSettings]: Read<OneRosterSettings[K]> } = {
  course_per: readWord(['class', 'course']),
  course_status: readWord(['active', 'published', 'unpublished']),
  section_name: readWord(['classCode', 'title']),
  account_id: readWord(['sourcedId', 'identifier']),
  root_org_types: readList(readWord(orgTypes)),
  root_orgs: readList(readText),
  orgs: readList(readText),
  grades: readList(readText),
  terms: readList(readWord(sessionTypes)),
  end_dates: readWord(['exclusive', 'inclusive']),
  user_id: readIdSources,
  login_id: readIdSources,
  integration_id: readIdSources,
  full_name: readText,
  sortable_name: readText,
  short_name: readText,
  passwords: readSwitch,
  profile_logins: readList(readText),
  roles: overriding(enrollmentRoles, defaultSettings.roles, orNull(readText)),
  co_teacher: orNull(readText),
  user_types: overriding(userRoles, defaultSettings.user_types, orNull(readWord(declaredUserTypes))),
};

const settingNames = Object.keys(readers);

const readOneRoster: Read<OneRosterSettings> = (node, name) => {
  const given = Object.entries(readMembers(node, name, settingNames) as Readonly<Record<string, Node>>);
  const read = Object.entries(readers) as readonly (readonly [string, Read<unknown>])[];
  const values = given.map(([key, member]) => {
    const reader = read.find(([known]) => known === key)?.[1];
    return [key, reader ? reader(member, key) : complain(member, `There is no setting "${key}".`)];
  });
  return { ...defaultSettings, ...(Object.fromEntries(values) as Partial<OneRosterSettings>) };
};

/** What is converted how, where a profile says nothing. */
export const usualConversions: Profile['convert'] = { oneroster: defaultSettings };

/** Reads the section `convert`. */
export const readConvert: Read<Profile['convert']> = (node, name) => {
  const { oneroster } = readMembers(node, name, ['oneroster']);
  return { oneroster: oneroster ? readOneRoster(oneroster, 'oneroster') : defaultSettings };
};
