import type { StateChangeCount } from '../db/index.ts';
import { fileTypes } from '../format/index.ts';
import type { Change } from './plan.ts';

/** What the rows of one kind came to; a row falls under one of the last five. */
export interface Outcomes {
  rows: number;
  created: number;
  changed: number;
  deleted: number;
  unchanged: number;
  skipped: number;
}

/** State changes of one class of objects, as the API's statistics name them. */
interface ClassTally {
  created: number;
  restored: number;
  concluded: number;
  deactivated: number;
  deleted: number;
}

interface ClassRule {
  readonly name: string;
  /** The states that count as active. */
  readonly active: readonly string[];
  /** A change from one of these to an active state restores. */
  readonly restored_from: readonly string[];
  readonly deleted: string;
  readonly also?: readonly ('concluded' | 'deactivated')[];
}

const plain = (name: string, active = 'active'): ClassRule => ({
  name,
  active: [active],
  restored_from: ['deleted'],
  deleted: 'deleted',
});

/** The classes of the statistics in their order, by table. */
const classes: Readonly<Record<string, ClassRule>> = {
  accounts: plain('Account'),
  enrollment_terms: plain('EnrollmentTerm'),
  abstract_courses: plain('AbstractCourse'),
  courses: {
    name: 'Course',
    active: ['claimed', 'created', 'available'],
    restored_from: ['completed', 'deleted'],
    deleted: 'deleted',
    also: ['concluded'],
  },
  course_sections: plain('CourseSection'),
  group_categories: plain('GroupCategory'),
  groups: plain('Group', 'available'),
  pseudonyms: plain('Pseudonym'),
  communication_channels: {
    name: 'CommunicationChannel',
    active: ['active'],
    restored_from: ['retired', 'unconfirmed'],
    deleted: 'retired',
  },
  enrollments: {
    name: 'Enrollment',
    active: ['active'],
    restored_from: ['inactive', 'completed', 'rejected', 'deleted'],
    deleted: 'deleted',
    also: ['concluded', 'deactivated'],
  },
  group_memberships: plain('GroupMembership', 'accepted'),
  user_observers: plain('UserObserver'),
  account_users: plain('AccountUser'),
};

/** What an import has done so far; stored after each chunk, so that a crash loses none of it. */
export interface TallyState {
  readonly total_state_changes: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, Outcomes>>;
  readonly classes: Readonly<Record<string, ClassTally>>;
}

/** Adds up counts, outcomes and state changes. */
export class Tally {
  #total = 0;
  readonly #counts: Record<string, number>;
  readonly #outcomes: Record<string, Outcomes>;
  readonly #classes: Record<string, ClassTally>;

  constructor(state: Partial<TallyState>) {
    this.#total = state.total_state_changes ?? 0;
    this.#counts = { ...state.counts };
    this.#outcomes = structuredClone(state.outcomes ?? {}) as Record<string, Outcomes>;
    this.#classes = structuredClone(state.classes ?? {}) as Record<string, ClassTally>;
  }

  state(): TallyState {
    return {
      total_state_changes: this.#total,
      counts: this.#counts,
      outcomes: this.#outcomes,
      classes: this.#classes,
    };
  }

  /** This tally and another one together. */
  plus(other: TallyState): Tally {
    const sum = new Tally(structuredClone(other));
    sum.#total += this.#total;
    for (const [table, mine] of Object.entries(this.#classes)) {
      const theirs = sum.#classes[table] ?? {
        created: 0,
        restored: 0,
        concluded: 0,
        deactivated: 0,
        deleted: 0,
      };
      for (const name of Object.keys(theirs) as (keyof ClassTally)[]) theirs[name] += mine[name];
      sum.#classes[table] = theirs;
    }
    return sum;
  }

  /** Counts rows of a kind, or what else `data.counts` tells. */
  count(name: string, count: number): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + count;
  }

  outcomesOf(plural: string): Outcomes {
    this.#outcomes[plural] ??= { rows: 0, created: 0, changed: 0, deleted: 0, unchanged: 0, skipped: 0 };
    return this.#outcomes[plural];
  }

  /** Takes a planned change into the statistics, if it changes a state. */
  addChange(change: Change): void {
    const after = change.after.workflow_state;
    if (typeof after !== 'string') return;
    const before = change.before === null ? null : (change.before.workflow_state as string);
    this.#add(change.table, before, after, 1);
  }

  addCounts(counts: readonly StateChangeCount[]): void {
    for (const { table, before, after, count } of counts) this.#add(table, before, after, count);
  }

  #add(table: string, before: string | null, after: string, times: number): void {
    const rule = classes[table];
    if (!rule || before === after) return;
    this.#total += times;
    this.#classes[table] ??= { created: 0, restored: 0, concluded: 0, deactivated: 0, deleted: 0 };
    const entry = this.#classes[table];
    const isActive = rule.active.includes(after);
    const isNew = before === null || before === 'creation_pending';
    if (isActive && isNew) entry.created += times;
    else if (isActive && !isNew && rule.restored_from.includes(before)) entry.restored += times;
    if (after === 'completed') entry.concluded += times;
    if (after === 'inactive') entry.deactivated += times;
    if (after === rule.deleted) entry.deleted += times;
  }

  /** What has been counted under the name; null when nothing ever was, not even zero. */
  countOf(name: string): number | null {
    return this.#counts[name] ?? null;
  }

  /** `data.counts`: every kind, zero-filled, in processing order, then what else was counted. */
  counts(): Readonly<Record<string, number>> {
    const kinds = Object.fromEntries(fileTypes.map(({ plural }) => [plural, 0]));
    return { ...kinds, ...this.#counts };
  }

  outcomes(): Readonly<Record<string, Outcomes>> {
    return this.#outcomes;
  }

  /** `data.statistics`: every class, zero-filled. */
  statistics(): Readonly<Record<string, unknown>> {
    const statistics: Record<string, unknown> = { total_state_changes: this.#total };
    for (const [table, rule] of Object.entries(classes)) {
      const entry = this.#classes[table];
      const shown: Record<string, number> = { created: entry?.created ?? 0 };
      for (const name of rule.also ?? []) shown[name] = entry?.[name] ?? 0;
      shown.restored = entry?.restored ?? 0;
      shown.deleted = entry?.deleted ?? 0;
      statistics[rule.name] = shown;
    }
    return statistics;
  }
}

/** `data.statistics` with how many objects have been put back, by table; without it as of an import that did nothing. */
export function statisticsWithRestored(
  statistics: Readonly<Record<string, unknown>> | undefined,
  restored: ReadonlyMap<string, number>,
): Readonly<Record<string, unknown>> {
  const told = { ...(statistics ?? new Tally({}).statistics()) };
  for (const [table, { name }] of Object.entries(classes)) {
    told[name] = { ...(told[name] as object), restored: restored.get(table) ?? 0 };
  }
  return told;
}
