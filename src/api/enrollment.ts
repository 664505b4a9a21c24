import type { Timestamp } from '../format/index.ts';
import type { User } from './user.ts';

/** The base types of enrollments; each has a built-in role of the same name. */
export const enrollmentTypes = [
  'StudentEnrollment',
  'TeacherEnrollment',
  'TaEnrollment',
  'ObserverEnrollment',
  'DesignerEnrollment',
] as const;

/** The words by which lists are limited to base types: `student` is `StudentEnrollment`. */
export const enrollmentWords = ['teacher', 'student', 'ta', 'observer', 'designer'] as const;

/** The states that enrollments are stored in. */
export const enrollmentStates = [
  'active',
  'invited',
  'creation_pending',
  'deleted',
  'rejected',
  'completed',
  'inactive',
] as const;

/** The person of an enrollment. */
export interface EnrolledUser extends User {
  /** The person's groups in the course, if included. */
  readonly group_ids?: readonly number[];
  /** If included. */
  readonly uuid?: string;
}

/** The marks of a student; the roster keeps none, so that all are null. */
export interface Grades {
  readonly html_url: string;
  readonly current_grade: string | null;
  readonly current_score: number | null;
  readonly final_grade: string | null;
  readonly final_score: number | null;
  readonly unposted_current_score: number | null;
  readonly unposted_current_grade: string | null;
  readonly unposted_final_score: number | null;
  readonly unposted_final_grade: string | null;
}

/** An enrollment as the API shows it. */
export interface Enrollment {
  readonly id: number;
  readonly user_id: number;
  readonly course_id: number;
  readonly course_section_id: number;
  readonly root_account_id: number;
  /** Whom an observer observes. */
  readonly associated_user_id: number | null;
  readonly type: (typeof enrollmentTypes)[number];
  /** The role's name: the base type, or the name of a custom role. */
  readonly role: string;
  readonly role_id: number;
  readonly enrollment_state: (typeof enrollmentStates)[number];
  readonly limit_privileges_to_course_section: boolean;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
  readonly start_at: Timestamp | null;
  readonly end_at: Timestamp | null;
  readonly last_activity_at: Timestamp | null;
  readonly last_attended_at: Timestamp | null;
  readonly total_activity_time: number;
  readonly html_url: string;
  /** Of students. */
  readonly grades?: Grades;
  readonly user: EnrolledUser;
  /** Whom an observer observes, if included. */
  readonly observed_user?: User | null;
  /** Whether the viewer may remove the enrollment, if included. */
  readonly can_be_removed?: boolean;
  /** Needs `read_sis` or `manage_sis`, as all ids of other systems. */
  readonly sis_account_id?: string | null;
  readonly sis_course_id?: string | null;
  readonly course_integration_id?: string | null;
  readonly sis_section_id?: string | null;
  readonly section_integration_id?: string | null;
  readonly sis_user_id?: string | null;
  /** Needs `manage_sis`. */
  readonly sis_import_id?: number | null;
  /** Of temporary enrollments: whose place the person takes. */
  readonly temporary_enrollment_source_user_id?: number;
  readonly temporary_enrollment_pairing_id?: number | null;
}
