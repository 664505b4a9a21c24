import type { RosterRecord } from '../../db/index.ts';
import type { Found } from '../found.ts';
import type { Plan } from '../plan.ts';
import { tooLong } from './cells.ts';
import type { Want } from './define-importer.ts';
import { isSamePlace, type Place } from './group-place.ts';

/** A group category, or a set of differentiation tags. */
export type GroupSet = RosterRecord<'group_categories'>;

/** What a row makes of a set. */
export interface WantedSet {
  readonly kind: 'group' | 'tag';
  readonly place: Place;
  readonly name: string;
  readonly workflow_state: 'active' | 'deleted';
  /** Null for the set that a tag without a set is given, and for what no import has made. */
  readonly sis_id: string | null;
}

// Canvas: the names of the built-in sets cannot be given to others.
const RESERVED_IN_COURSES = ['student groups', 'imported groups'];
const RESERVED_IN_ACCOUNTS = ['communities', 'imported groups'];

/** Asks for the sets that bear the name in that place. */
export function wantSetsOfName(place: Place, name: string | null, want: Want): void {
  if (name === null) return;
  if (place.course_id !== null) {
    want('group_categories', 'live_by_course_and_name', [place.course_id, name]);
  } else if (place.account_id !== null) {
    want('group_categories', 'live_by_account_and_name', [place.account_id, name]);
  }
}

function setsOfName(place: Place, name: string, found: Found): readonly GroupSet[] {
  if (place.course_id !== null) {
    return found.all('group_categories', 'live_by_course_and_name', [place.course_id, name]);
  }
  return found.all('group_categories', 'live_by_account_and_name', [place.account_id ?? 0, name]);
}

/** Why a set cannot be saved. */
export type SetFault = 'too_long' | 'reserved_name' | 'taken_name';

/** Why the set cannot be saved, null when it can. A name is free to those who bear it already, or not any more. */
export function faultOfSet(set: WantedSet, existing: GroupSet | undefined, found: Found): SetFault | null {
  const { kind, place, name, workflow_state, sis_id } = set;
  if (tooLong(name, sis_id)) return 'too_long';
  if (workflow_state === 'deleted') return null;
  const bearsIt = existing?.workflow_state === 'active' && existing.name === name;
  if (bearsIt && isSamePlace(existing, place)) return null;
  const reserved = place.course_id === null ? RESERVED_IN_ACCOUNTS : RESERVED_IN_COURSES;
  if (kind === 'group' && reserved.includes(name.toLowerCase())) return 'reserved_name';
  const others = setsOfName(place, name, found).filter((other) => other.id !== existing?.id);
  return others.some((other) => other.kind === kind) ? 'taken_name' : null;
}

/** The fault as the `reason` of a message. */
export function reasonOf(fault: SetFault, { name }: WantedSet): string {
  switch (fault) {
    case 'too_long':
      return 'a value is longer than 255 characters';
    case 'reserved_name':
      return `the name ${name} is reserved`;
    case 'taken_name':
      return `the name ${name} is in use there`;
  }
}

/** Plans a set that has no fault. */
export function saveSet(set: WantedSet, existing: GroupSet | undefined, plan: Plan): GroupSet {
  const { kind, place, name, workflow_state, sis_id } = set;
  const fields = { account_id: place.account_id, course_id: place.course_id, name, workflow_state };
  if (existing) return plan.update('group_categories', existing, fields);
  const made = plan.create('group_categories', {
    kind,
    ...fields,
    role: null,
    single_tag: kind === 'tag' && sis_id === null,
    auto_leader: null,
    group_limit: null,
    sis_id,
    sis_import_id: plan.options.sis_import_id,
  });
  if (plan.found.isFactMissing('category_has_groups', made.id)) {
    plan.found.learnFact('category_has_groups', [made.id], new Set());
  }
  return made;
}
