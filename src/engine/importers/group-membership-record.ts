import type { RosterRecord } from '../../db/index.ts';
import type { Found } from '../found.ts';
import type { Plan } from '../plan.ts';
import type { Needs, Want } from './define-importer.ts';
import type { Group } from './group-record.ts';

type Membership = RosterRecord<'group_memberships'>;

/** A group and a person who belongs, or is to belong, to it. */
export interface Pair {
  readonly group: Group;
  readonly user_id: number;
}

/** A row about a member on its way through look-ups and planning; it keeps whom and what it names once that is found. */
export class MemberRow<Row extends { readonly user_id: string | null }> {
  readonly row: Row;
  readonly #lookup: 'by_sis_id' | 'tag_by_sis_id';
  readonly #sis_id: string | null;
  #pair: Pair | undefined;

  constructor(row: Row, lookup: 'by_sis_id' | 'tag_by_sis_id', sis_id: string | null) {
    this.row = row;
    this.#lookup = lookup;
    this.#sis_id = sis_id;
  }

  wantBoth(want: Want): void {
    want('groups', this.#lookup, this.#sis_id);
    want('pseudonyms', 'by_sis_id', this.row.user_id);
  }

  /** The group, or the tag, and the person; else what is missing. */
  pair(found: Found): Pair | 'no person' | 'no group' {
    if (this.#pair !== undefined) return this.#pair;
    const login = found.one('pseudonyms', 'by_sis_id', this.row.user_id);
    if (!login) return 'no person';
    const group = found.one('groups', this.#lookup, this.#sis_id);
    if (!group) return 'no group';
    this.#pair = { group, user_id: login.user_id };
    return this.#pair;
  }
}

/** What the rows are about, those left out that lead nowhere. */
export function pairsOf(
  rows: readonly MemberRow<{ user_id: string | null }>[],
  found: Found,
): readonly Pair[] {
  return rows.flatMap((row) => {
    const pair = row.pair(found);
    return typeof pair === 'string' ? [] : [pair];
  });
}

/** The look-ups that rows about memberships need. */
export const membershipNeeds: readonly Needs<MemberRow<{ user_id: string | null }>>[] = [
  (rows, want) => {
    for (const row of rows) row.wantBoth(want);
  },
  ...pairNeeds(pairsOf),
];

/** The look-ups that groups and people need who are known already. */
export function pairNeeds<Row>(
  pairs: (rows: readonly Row[], found: Found) => readonly Pair[],
): readonly Needs<Row>[] {
  return [
    (rows, want, found) => {
      for (const { group, user_id } of pairs(rows, found)) {
        want('group_memberships', 'by_user', user_id);
        want('group_categories', 'by_id', group.group_category_id);
        if (group.course_id !== null) want('enrollments', 'by_user_and_course', [user_id, group.course_id]);
      }
    },
    (rows, want, found) => {
      for (const { group, user_id } of pairs(rows, found)) {
        if (limitOf(group, found) !== null) want('group_memberships', 'accepted_by_group', group.id);
        if (!isExclusive(group, found)) continue;
        for (const other of found.all('group_memberships', 'by_user', user_id)) {
          if (other.workflow_state === 'accepted') want('groups', 'by_id', other.group_id);
        }
      }
    },
    (rows, want, found) => {
      for (const pair of pairs(rows, found)) {
        wantSuccessors(pair.group, want, found);
        for (const { group_id } of othersInSet(pair, found)) {
          const other = found.byId('groups', group_id);
          if (other) wantSuccessors(other, want, found);
        }
      }
    },
  ];
}

/** Who leads a set with automatic leaders after its leader has left is one of the members. */
function wantSuccessors(group: Group, want: Want, found: Found): void {
  if (group.leader_id === null || !hasAutomaticLeader(group, found)) return;
  want('group_memberships', 'accepted_by_group', group.id);
}

function hasAutomaticLeader(group: Group, found: Found): boolean {
  return (found.byId('group_categories', group.group_category_id)?.auto_leader ?? null) !== null;
}

/** Within a set people are in one group; the built-in sets, where people choose for themselves, are exempt. */
function isExclusive(group: Group, found: Found): boolean {
  const set = found.byId('group_categories', group.group_category_id);
  return set !== undefined && set.role !== 'student_organized' && set.role !== 'communities';
}

/** The most members that a group takes, null for any number. */
function limitOf(group: Group, found: Found): number | null {
  const limit = group.max_membership ?? found.byId('group_categories', group.group_category_id)?.group_limit;
  return limit || null;
}

/** The accepted memberships of the person in other groups of the same set. */
function othersInSet({ group, user_id }: Pair, found: Found): readonly Membership[] {
  if (!isExclusive(group, found)) return [];
  return found.all('group_memberships', 'by_user', user_id).filter((entry) => {
    if (entry.workflow_state !== 'accepted' || entry.group_id === group.id) return false;
    return found.byId('groups', entry.group_id)?.group_category_id === group.group_category_id;
  });
}

/** The record of the pair to go on with: the accepted one, else one that lives, else the oldest. */
export function recordOf({ group, user_id }: Pair, found: Found): Membership | undefined {
  const rank = ({ workflow_state }: Membership) =>
    workflow_state === 'accepted' ? 0 : workflow_state === 'deleted' ? 2 : 1;
  const records = found
    .all('group_memberships', 'by_user', user_id)
    .filter((entry) => entry.group_id === group.id);
  return records.sort((a, b) => rank(a) - rank(b) || a.id - b.id)[0];
}

/** Whether the person is in the group's course: to be accepted one needs an enrollment that is not deleted. */
export function isInCourse({ group, user_id }: Pair, workflow_state: string, found: Found): boolean {
  if (group.course_id === null) return true;
  const enrollments = found.all('enrollments', 'by_user_and_course', [user_id, group.course_id]);
  return enrollments.some((entry) => workflow_state === 'deleted' || entry.workflow_state !== 'deleted');
}

/** Whether the group has no room for the person, who is not in it. */
export function isFull(pair: Pair, found: Found): boolean {
  const limit = limitOf(pair.group, found);
  if (limit === null || recordOf(pair, found)?.workflow_state === 'accepted') return false;
  return found.all('group_memberships', 'accepted_by_group', pair.group.id).length >= limit;
}

/** Plans the membership of a pair; whoever is accepted leaves the other groups of the set. */
export function saveMembership(
  pair: Pair,
  workflow_state: 'accepted' | 'invited' | 'requested' | 'deleted',
  plan: Plan,
): Membership {
  const { found } = plan;
  const { group, user_id } = pair;
  const saved = writeMembership(pair, workflow_state, plan);
  if (workflow_state === 'deleted') replaceLeader(group.id, user_id, plan);
  if (workflow_state !== 'accepted') return saved;
  for (const other of othersInSet(pair, found)) {
    plan.update('group_memberships', other, { workflow_state: 'deleted' });
    replaceLeader(other.group_id, user_id, plan);
  }
  return saved;
}

function writeMembership(pair: Pair, workflow_state: string, plan: Plan): Membership {
  const record = recordOf(pair, plan.found);
  if (record) {
    plan.stamp('group_memberships', record.id);
    return plan.update('group_memberships', record, { workflow_state });
  }
  const { sis_import_id } = plan.options;
  const { group, user_id } = pair;
  return plan.create('group_memberships', { group_id: group.id, user_id, workflow_state, sis_import_id });
}

/** Takes a person out of a group, whatever their part in it. */
export function leaveGroup(pair: Pair, plan: Plan): void {
  for (const entry of plan.found.all('group_memberships', 'by_user', pair.user_id)) {
    if (entry.group_id !== pair.group.id || entry.workflow_state === 'deleted') continue;
    plan.update('group_memberships', entry, { workflow_state: 'deleted' });
  }
  replaceLeader(pair.group.id, pair.user_id, plan);
}

/** Takes the lead from a person who has left; a set with automatic leaders gives it to the longest-standing member. */
function replaceLeader(group_id: number, user_id: number, plan: Plan): void {
  const { found } = plan;
  const group = found.byId('groups', group_id);
  if (!group || group.leader_id !== user_id) return;
  const members = hasAutomaticLeader(group, found)
    ? found.all('group_memberships', 'accepted_by_group', group_id)
    : [];
  const first = [...members].sort((a, b) => a.id - b.id)[0];
  plan.update('groups', group, { leader_id: first?.user_id ?? null });
}
