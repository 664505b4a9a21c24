import type { Timestamp } from '../format/index.ts';
import type { Enrollment } from './enrollment.ts';
import type { User } from './user.ts';

/** A student as a section shows them. */
export interface SectionStudent extends User {
  /** If included: what they hold in the section. */
  readonly enrollments?: readonly Enrollment[];
}

/** A section as the API shows it. */
export interface Section {
  readonly id: number;
  /** Where it sits now. */
  readonly course_id: number;
  readonly name: string;
  readonly start_at: Timestamp | null;
  readonly end_at: Timestamp | null;
  readonly created_at: Timestamp;
  readonly restrict_enrollments_to_section_dates: boolean;
  /** The course to which it returns while it is cross-listed. */
  readonly nonxlist_course_id: number | null;
  /** Needs `read_sis` or `manage_sis`. */
  readonly sis_section_id?: string | null;
  /** Of the course in which it sits now. */
  readonly sis_course_id?: string | null;
  readonly integration_id?: string | null;
  /** Needs `manage_sis`. */
  readonly sis_import_id?: number | null;
  /** If included: active and invited students. */
  readonly total_students?: number;
  /** If included and the caller has `read_roster`; at most 1,000. */
  readonly students?: readonly SectionStudent[];
}
