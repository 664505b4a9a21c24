import type { Timestamp } from '../format/index.ts';
import type { GroupCategory } from './group-category.ts';
import type { User } from './user.ts';

/** How people come into a group. */
export const joinLevels = ['parent_context_auto_join', 'parent_context_request', 'invitation_only'] as const;

/** The most people that one call puts into a group. */
export const MAX_MEMBERS_AT_ONCE = 10_000;

/** Who leads a group. */
export interface GroupLeader {
  readonly id: number;
  readonly display_name: string;
  readonly avatar_image_url: string | null;
  readonly html_url: string;
}

/** A group as the API shows it. */
export interface Group {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
  readonly is_public: boolean;
  readonly followed_by_user: boolean;
  readonly join_level: (typeof joinLevels)[number];
  /** People who are in the group, invited ones not counted. */
  readonly members_count: number;
  readonly avatar_url: string | null;
  readonly context_type: 'Course' | 'Account';
  readonly context_name: string;
  /** Of a group in a course. */
  readonly course_id?: number;
  /** Of a group in an account. */
  readonly account_id?: number;
  /** Of the category; groups without one are `student_organized` in a course and `communities` in an account. */
  readonly role: string | null;
  readonly group_category_id: number | null;
  /** Needs `read_sis` or `manage_sis`. */
  readonly sis_group_id?: string | null;
  /** Needs `manage_sis`. */
  readonly sis_import_id?: number | null;
  readonly storage_quota_mb: number;
  /** The most members that the group or its category takes. */
  readonly max_membership: number | null;
  readonly leader: GroupLeader | null;
  /** The course of the group is concluded. */
  readonly concluded: boolean;
  readonly has_submission: boolean;
  readonly created_at: Timestamp;
  readonly non_collaborative: boolean;
  /** The members, if included and if the viewer may read people. */
  readonly users?: readonly User[];
  /** If included. */
  readonly group_category?: GroupCategory | null;
}
