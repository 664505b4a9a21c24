import type { Timestamp } from '../format/index.ts';
import type { Group } from './group.ts';

/** Who may sign up for groups of a category; null: nobody. */
export const selfSignups = ['enabled', 'restricted'] as const;

/** Who becomes the leader of a group; null: nobody. */
export const autoLeaders = ['first', 'random'] as const;

/** A group category as the API shows it. */
export interface GroupCategory {
  readonly id: number;
  readonly name: string;
  /** Of the built-in sets. */
  readonly role: string | null;
  readonly self_signup: (typeof selfSignups)[number] | null;
  readonly auto_leader: (typeof autoLeaders)[number] | null;
  /** The most members that a group takes. */
  readonly group_limit: number | null;
  readonly context_type: 'Course' | 'Account';
  /** Of a category in a course. */
  readonly course_id?: number;
  /** Of a category in an account. */
  readonly account_id?: number;
  /** A built-in set, which cannot be changed. */
  readonly protected: boolean;
  /** People may be in several of its groups. */
  readonly allows_multiple_memberships: boolean;
  /** The viewer is in one of its groups. */
  readonly is_member: boolean;
  /** Needs `read_sis` or `manage_sis`. */
  readonly sis_group_category_id?: string | null;
  /** Needs `manage_sis`. */
  readonly sis_import_id?: number | null;
  readonly created_at: Timestamp;
  readonly non_collaborative: boolean;
  readonly groups_count: number;
  /** Of people being assigned to groups, which is done at once here. */
  readonly progress: null;
  /** If included. */
  readonly groups?: readonly Group[];
}
