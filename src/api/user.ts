import type { Timestamp } from '../format/index.ts';
import type { Enrollment } from './enrollment.ts';

/** A person in the short form that other objects carry. */
export interface User {
  readonly id: number;
  readonly name: string;
  readonly created_at: Timestamp;
  readonly sortable_name: string;
  readonly short_name: string;
  /** Of the person's best login in this root account; needs `read_sis` or `manage_sis`. */
  readonly sis_user_id?: string | null;
  readonly integration_id?: string | null;
  /** Needs `manage_sis`. */
  readonly sis_import_id?: number | null;
  readonly login_id?: string | null;
}

/** A person as the endpoints of users show one. */
export interface UserDetails extends User {
  /** Where personal pronouns are switched on and the person has some. */
  readonly pronouns?: string;
  readonly locale: string | null;
  readonly effective_locale: string;
  /** Of a single person for admins, in lists with `include[]=email`. */
  readonly email?: string | null;
  /** With `include[]=last_login`: null, as nobody signs in to rollcall. */
  readonly last_login?: null;
  /** Of a single person, in lists with `include[]=time_zone`. */
  readonly time_zone?: string | null;
  /** With `include[]=uuid`. */
  readonly uuid?: string;
  /** Of a single person: what the caller may change. */
  readonly permissions?: {
    readonly can_update_name: boolean;
    readonly can_update_avatar: boolean;
    readonly limit_parent_app_web_access: boolean;
  };
}

/** A person of a course. */
export interface CourseUser extends UserDetails {
  /** With `include[]=enrollments`: the person's enrollments in the course in the states that the list is about. */
  readonly enrollments?: readonly Omit<Enrollment, 'user'>[];
}

/** A person at one end of a link between an observer and an observee. */
export interface LinkedUser extends UserDetails {
  /** The root accounts in which the two are linked. */
  readonly observation_link_root_account_ids: readonly number[];
}

/** What a person's profile shows. Titles, biographies, avatars and calendars do not exist in rollcall. */
export interface UserProfile {
  readonly id: number;
  readonly name: string;
  readonly short_name: string;
  readonly sortable_name: string;
  readonly title: null;
  readonly bio: null;
  readonly pronunciation: null;
  readonly pronouns?: string;
  readonly primary_email: string | null;
  readonly login_id: string | null;
  /** Needs `read_sis` or `manage_sis`. */
  readonly sis_user_id?: string | null;
  readonly integration_id?: string | null;
  readonly lti_user_id: null;
  readonly avatar_url: null;
  readonly calendar: null;
  readonly time_zone: string | null;
  readonly locale: string | null;
  readonly effective_locale: string;
}

/** What taking a person out of an account answers. */
export interface RemovedUser {
  readonly user: UserDetails;
  readonly status: 'ok';
}
