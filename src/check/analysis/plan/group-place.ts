import type { AccountRecord, CourseRecord, SetNames, SetRecord } from '../records.ts';
import type { World } from '../world.ts';

/** Where a group or a set lies: in a course, else in an account, the root account being null. */
export interface Place {
  readonly account: AccountRecord | null;
  readonly course: CourseRecord | null;
}

export const in_root: Place = { account: null, course: null };

export function isSamePlace(one: Place, other: Place): boolean {
  return one.course === other.course && one.account === other.account;
}

/** The place that a row names, what is wrong with it, or null when the row names none. */
export function placeOf(
  { account_id, course_id }: { readonly account_id: string | null; readonly course_id: string | null },
  world: World,
): Place | 'two_contexts' | 'account_not_found' | 'course_not_found' | null {
  if (account_id !== null && course_id !== null) return 'two_contexts';
  if (account_id !== null) {
    const account = world.accounts.get(account_id);
    return account && account.state !== 'deleted' ? { account, course: null } : 'account_not_found';
  }
  if (course_id === null) return null;
  const course = world.courses.get(course_id);
  return course && course.state !== 'deleted' ? { account: null, course } : 'course_not_found';
}

const reserved_in_courses = ['student groups', 'imported groups'];
const reserved_in_accounts = ['communities', 'imported groups'];

/** What a row makes of a set. */
export interface WantedSet {
  readonly kind: 'group' | 'tag';
  readonly place: Place;
  readonly name: string;
  readonly state: 'active' | 'deleted';
  readonly id: string | null;
}

/** Why a set cannot be saved, null when it can. */
export function faultOfSet(set: WantedSet, existing: SetRecord | undefined, world: World): string | null {
  const { kind, place, name, state, id } = set;
  if (name.length > 255 || (id?.length ?? 0) > 255) return 'a value is longer than 255 characters';
  if (state === 'deleted') return null;
  if (existing?.state === 'active' && existing.name === name && isSamePlace(existing, place)) return null;
  const reserved = place.course === null ? reserved_in_accounts : reserved_in_courses;
  if (kind === 'group' && reserved.includes(name.toLowerCase())) return `the name ${name} is reserved`;
  const others = world.setNamesOf(place.account, place.course).get(name) ?? [];
  return others.some((other) => other !== existing && other.kind === kind)
    ? `the name ${name} is in use there`
    : null;
}

/** Makes or changes a set that has no fault. */
export function saveSet(set: WantedSet, existing: SetRecord | undefined, world: World): SetRecord {
  const { kind, place, name, state, id } = set;
  const record: SetRecord = existing ?? {
    id: id ?? '',
    integration_id: null,
    kind,
    account: null,
    course: null,
    name,
    state: 'deleted',
    is_single: kind === 'tag' && id === null,
  };
  if (!existing && id !== null) (kind === 'tag' ? world.tag_sets : world.categories).add(record);
  const oldNames = world.setNamesOf(record.account, record.course);
  if (record.state === 'active') takeName(oldNames, record);
  Object.assign(record, { account: place.account, course: place.course, name, state });
  if (state === 'active') {
    const names = world.setNamesOf(place.account, place.course);
    names.set(name, [...(names.get(name) ?? []), record]);
  }
  return record;
}

/** Deletes a set that nothing is left in. */
export function endSet(set: SetRecord, world: World): void {
  if (set.state === 'active') takeName(world.setNamesOf(set.account, set.course), set);
  set.state = 'deleted';
}

function takeName(names: SetNames, set: SetRecord): void {
  const rest = (names.get(set.name) ?? []).filter((other) => other !== set);
  if (rest.length === 0) names.delete(set.name);
  else names.set(set.name, rest);
}
