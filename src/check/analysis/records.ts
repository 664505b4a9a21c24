import type { Indexed } from './record-index.ts';

/** An account; the root account is null wherever an account may stand. */
export interface AccountRecord extends Indexed {
  state: 'active' | 'deleted';
  parent: AccountRecord | null;
  live_children: number;
  live_courses: number;
}

export interface TermRecord extends Indexed {
  state: 'active' | 'deleted';
  live_courses: number;
}

export interface AbstractCourseRecord extends Indexed {
  account: AccountRecord | null;
  term: TermRecord | null;
}

export interface CourseRecord extends Indexed {
  state: 'claimed' | 'available' | 'completed' | 'deleted';
  account: AccountRecord | null;
  /** Null: the default term. */
  term: TermRecord | null;
  start_at: string | null;
  conclude_at: string | null;
  /** The sections that are in it, or were before they were cross-listed away; in the order in which they came. */
  sections: SectionRecord[];
  /** The names of its group categories and of its sets of tags. */
  readonly set_names: SetNames;
}

export interface SectionRecord extends Indexed {
  /** Numbers count the sections from 0, default ones too. */
  readonly number: number;
  name: string;
  state: 'active' | 'deleted';
  is_default: boolean;
  course: CourseRecord;
  /** The course to return to while it is cross-listed. */
  home: CourseRecord | null;
}

export interface LoginRecord extends Indexed {
  readonly number: number;
  readonly person: number;
  login_id: string;
  provider_id: number | null;
  readonly state: 'active' | 'suspended' | 'deleted';
}

/** A group category or a set of differentiation tags. */
export interface SetRecord extends Indexed {
  readonly kind: 'group' | 'tag';
  account: AccountRecord | null;
  /** Null: it lies in the account. */
  course: CourseRecord | null;
  name: string;
  state: 'active' | 'deleted';
  /** The set of a single tag. */
  readonly is_single: boolean;
}

/** Live sets by name. */
export type SetNames = Map<string, SetRecord[]>;

/** A group or a differentiation tag. */
export interface GroupRecord extends Indexed {
  account: AccountRecord | null;
  course: CourseRecord | null;
  set: SetRecord | null;
}

export interface TagRecord extends Indexed {
  name: string;
}
