import type { Timestamp } from '../format/index.ts';
import type { File } from './file.ts';
import type { ImportHold } from './import-hold.ts';
import type { ImportOptions } from './import-options.ts';
import type { PlanAction } from './plan-entry.ts';
import type { UploadTicket } from './sis-import-upload.ts';
import type { User } from './user.ts';

/** The states of an import, in the order in which a life can pass through them. */
export const importStates = [
  'initializing',
  'created',
  'importing',
  'cleanup_batch',
  'imported',
  'imported_with_messages',
  'failed',
  'failed_with_messages',
  'aborted',
  'restoring',
  'restored',
  'partially_restored',
] as const;

export type ImportState = (typeof importStates)[number];

/** The states that an import never leaves by itself. */
export const endStates = [
  'imported',
  'imported_with_messages',
  'failed',
  'failed_with_messages',
  'aborted',
  'restored',
  'partially_restored',
] as const satisfies readonly ImportState[];

/** The states in which rows are applied or removed right now. */
export const importingStates = ['importing', 'cleanup_batch'] as const satisfies readonly ImportState[];

/** The states in which an import can still be aborted. */
export const abortableStates = [
  'initializing',
  'created',
  'importing',
  'cleanup_batch',
] as const satisfies readonly ImportState[];

/** The states of an import that no worker has taken up. */
export const pendingStates = ['initializing', 'created'] as const satisfies readonly ImportState[];

/** A message in an import object: file and text. */
export type MessagePair = readonly [file: string | null, message: string];

/** The classes that `statistics` speaks of, in the order in which they stand there. */
export const statisticClasses = [
  'Account',
  'EnrollmentTerm',
  'AbstractCourse',
  'Course',
  'CourseSection',
  'GroupCategory',
  'Group',
  'Pseudonym',
  'CommunicationChannel',
  'Enrollment',
  'GroupMembership',
  'UserObserver',
  'AccountUser',
] as const;

export type StatisticClass = (typeof statisticClasses)[number];

/** What an import did to the objects of one class. */
export interface ClassStatistics {
  readonly created: number;
  /** Courses and enrollments only. */
  readonly concluded?: number;
  /** Enrollments only. */
  readonly deactivated?: number;
  readonly restored: number;
  readonly deleted: number;
}

export type ImportStatistics = { readonly total_state_changes: number } & {
  readonly [K in StatisticClass]: ClassStatistics;
};

/** What became of the rows of one file type. Ours: Canvas does not tell it. */
export interface ImportOutcome {
  readonly rows: number;
  readonly created: number;
  readonly changed: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly skipped: number;
}

/** What a running import does now. Ours: Canvas does not tell it. */
export interface ImportPhase {
  /** `reading`, `planning`, the plural of a file type, `clean_up` (batch mode), or `finished`. */
  readonly name: string;
  readonly done_rows: number;
  /** 0 while unknown. */
  readonly total_rows: number;
}

/** How much of a file an import had applied when it was aborted. Ours: Canvas does not tell it. */
export interface AppliedFile {
  /** Its path in the upload. */
  readonly file: string;
  readonly rows: number;
  readonly total_rows: number;
}

/** What was applied in full and removed nothing, as it could not be compared. Ours: Canvas does not tell it. */
export interface NotDiffed {
  /** Of the message that says why. */
  readonly code: string;
  /** The plural of a file type; null: the whole upload. */
  readonly kind: string | null;
}

/** How many entries a plan has, by kind and action: `{"enrollments": {"delete": 12}}`. */
export type PlanSummary = Readonly<Record<string, Readonly<Partial<Record<PlanAction, number>>>>>;

/** The `data` object: exactly `{"import_type":"instructure_csv"}` until the import is taken up. */
export interface ImportData {
  readonly import_type: 'instructure_csv';
  /** File type names in processing order. */
  readonly supplied_batches?: readonly string[];
  /** Rows done per plural file type name, then `error_count` and `warning_count`. */
  readonly counts?: Readonly<Record<string, number>>;
  readonly running_immediately?: boolean;
  readonly completed_importers?: readonly string[];
  readonly downloadable_attachment_ids?: readonly number[];
  readonly diffed_against_sis_batch_id?: number;
  readonly diffed_attachment_ids?: readonly number[];
  /** Ours: Canvas does not tell it. */
  readonly diffed_zip_attachment_id?: number;
  readonly not_diffed?: readonly NotDiffed[];
  readonly statistics?: ImportStatistics;
  readonly phase?: ImportPhase;
  /** Only of an import that somebody aborted while it ran; `counts` tell what its rows and its clean-up came to. */
  readonly applied?: readonly AppliedFile[];
  /** When all that the import did was taken back. Ours: Canvas cannot do that. */
  readonly undone_at?: Timestamp;
  /** By plural file type name, in processing order. */
  readonly outcomes?: Readonly<Record<string, ImportOutcome>>;
  /** Nothing has been applied: what the import tells of itself is what it would have done. Ours, as what follows. */
  readonly dry_run?: true;
  /** How many entries its plan has, by kind and action. */
  readonly plan?: PlanSummary;
  /** Why the import waits for a person's word, or has waited. */
  readonly hold?: ImportHold;
  /** Under which the server's log knows a fault that stopped the import. */
  readonly error_reference?: string;
  readonly error_message?: string;
  readonly stack_trace?: string;
}

type ShownOption = Exclude<
  keyof ImportOptions,
  'batch_mode_enrollment_drop_status' | 'diffing_remaster_data_set' | 'dry_run' | 'hold'
>;

/** The option keys of an import object; all null while the options are not stored. */
export type ShownOptions = { readonly [K in ShownOption]: ImportOptions[K] | null } & {
  readonly diffing_remaster: boolean | null;
  readonly diffed_against_import_id: number | null;
};

/** An import as the API shows it. */
export interface SisImport extends ShownOptions {
  readonly id: number;
  readonly created_at: Timestamp;
  readonly started_at: Timestamp | null;
  readonly ended_at: Timestamp | null;
  readonly updated_at: Timestamp;
  /** 0-100. */
  readonly progress: number;
  readonly workflow_state: ImportState;
  readonly data: ImportData;
  /** Only with a data set identifier. */
  readonly diffing_threshold_exceeded?: boolean;
  /** Only if not empty, after the end step. */
  readonly processing_errors?: readonly MessagePair[];
  /** Only if not empty, after the end step. */
  readonly processing_warnings?: readonly MessagePair[];
  readonly errors_attachment?: File;
  readonly user?: User;
  readonly csv_attachments?: readonly File[];
  readonly diffed_csv_attachments?: readonly File[];
  /** The same as one zip. Ours: Canvas does not offer it. */
  readonly diffed_attachment?: File;
  /** Only in the answer to a creation without the file, while that is waited for. */
  readonly pre_attachment?: UploadTicket;
}

/** A message about the uploaded data as the API lists it. */
export interface SisImportError {
  readonly sis_import_id: number;
  readonly file: string | null;
  readonly message: string;
  /** What the row holds. */
  readonly row_info: string | null;
  /** Record number, the header is 1. */
  readonly row: number | null;
}
