import type { Timestamp } from '../format/index.ts';

/** The enrollment types for which a term can have dates of its own. */
export const termOverrideTypes = [
  'StudentEnrollment',
  'TeacherEnrollment',
  'TaEnrollment',
  'DesignerEnrollment',
] as const;

export type TermOverrideType = (typeof termOverrideTypes)[number];

/** The dates of a term for one type of enrollment. */
export interface TermDates {
  readonly start_at: Timestamp | null;
  readonly end_at: Timestamp | null;
}

/** A term as the API shows it. */
export interface Term {
  readonly id: number;
  readonly name: string;
  readonly start_at: Timestamp | null;
  readonly end_at: Timestamp | null;
  readonly created_at: Timestamp;
  readonly workflow_state: string;
  readonly grading_period_group_id: number | null;
  /** Needs `read_sis` or `manage_sis`. */
  readonly sis_term_id?: string | null;
  /** Needs `manage_sis`. */
  readonly sis_import_id?: number | null;
  /** If included, and in the answer to a change: the enrollment types that have dates of their own. */
  readonly overrides?: Readonly<Partial<Record<TermOverrideType, TermDates>>>;
}
