import type { Timestamp } from '../format/index.ts';
import type { Term } from './term.ts';

export const courseWorkflowStates = ['unpublished', 'available', 'completed', 'deleted'] as const;

export type CourseWorkflowState = (typeof courseWorkflowStates)[number];

/** A person's part in a course, as the course shows it. */
export interface CourseEnrollment {
  /** `teacher`, `student`, `ta`, `observer` or `designer`. */
  readonly type: string;
  /** The role's name; that of the base type for built-in roles. */
  readonly role: string;
  readonly role_id: number;
  readonly user_id: number;
  readonly enrollment_state: string;
  readonly limit_privileges_to_course_section: boolean;
  /** Whom an observer observes. */
  readonly associated_user_id?: number;
}

/** A teacher as the course shows them. */
export interface CourseTeacher {
  readonly id: number;
  readonly display_name: string;
  readonly avatar_image_url: string | null;
  readonly html_url: string;
}

/** A section as the course shows it to one of its people. */
export interface CourseSectionSummary {
  readonly id: number;
  readonly name: string;
  readonly start_at: Timestamp | null;
  readonly end_at: Timestamp | null;
  readonly enrollment_role: string;
}

/** The account of a course in short. */
export interface CourseAccount {
  readonly id: number;
  readonly name: string;
  readonly workflow_state: string;
  readonly parent_account_id: number | null;
  readonly root_account_id: number | null;
}

/** A course as the API shows it. */
export interface Course {
  readonly id: number;
  readonly name: string | null;
  readonly course_code: string | null;
  readonly uuid: string;
  readonly workflow_state: CourseWorkflowState;
  readonly account_id: number;
  readonly root_account_id: number;
  readonly enrollment_term_id: number;
  readonly created_at: Timestamp;
  readonly start_at: Timestamp | null;
  readonly end_at: Timestamp | null;
  readonly restrict_enrollments_to_course_dates: boolean;
  readonly course_format: string | null;
  readonly grade_passback_setting: string | null;
  readonly grading_standard_id: number | null;
  readonly homeroom_course: boolean;
  readonly friendly_name: string | null;
  readonly locale: string | null;
  readonly time_zone: string;
  readonly calendar: { readonly ics: string | null };
  readonly default_view: string;
  readonly is_public: boolean;
  readonly is_public_to_auth_users: boolean;
  readonly public_syllabus: boolean;
  readonly public_syllabus_to_auth: boolean;
  readonly storage_quota_mb: number;
  readonly hide_final_grades: boolean;
  readonly license: string | null;
  readonly apply_assignment_group_weights: boolean;
  readonly template: boolean;
  /** Of the caller; in a list of somebody's courses, of that person. */
  readonly enrollments: readonly CourseEnrollment[];
  /** Only of a blueprint course. */
  readonly blueprint?: true;
  /** If included: active and invited students. */
  readonly total_students?: number;
  /** If included. */
  readonly teachers?: readonly CourseTeacher[];
  /** If included. */
  readonly account_name?: string;
  /** If included. */
  readonly account?: CourseAccount;
  /** If included. */
  readonly term?: Term;
  /** If included: the sections of the person whose courses are listed. */
  readonly sections?: readonly CourseSectionSummary[];
  /** If included. */
  readonly concluded?: boolean;
  /** Needs `read_sis` or `manage_sis`. */
  readonly sis_course_id?: string | null;
  readonly integration_id?: string | null;
  /** Needs `manage_sis`. */
  readonly sis_import_id?: number | null;
}

/** What ended a course: `{"delete":true}` or `{"conclude":true}`. */
export interface CourseEnd {
  readonly delete?: true;
  readonly conclude?: true;
}
