import type { Timestamp } from '../format/index.ts';
import type { File } from './file.ts';
import type { User } from './user.ts';

export const reportStatuses = [
  'created',
  'running',
  'compiling',
  'complete',
  'error',
  'aborted',
  'deleted',
] as const;

export type ReportStatus = (typeof reportStatuses)[number];

export const reportNames = ['sis_export_csv', 'provisioning_csv'] as const;

export type ReportName = (typeof reportNames)[number];

/** A run of an account report. */
export interface Report {
  readonly id: number;
  /** 0-100. */
  readonly progress: number;
  /** As sent. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
  readonly current_line: number | null;
  readonly status: ReportStatus;
  readonly report: string;
  readonly created_at: Timestamp;
  readonly started_at: Timestamp | null;
  readonly ended_at: Timestamp | null;
  readonly file_url: string | null;
  /** Only once a file exists. */
  readonly attachment?: File;
  readonly message?: string;
  readonly user?: User;
}

/** A kind of report that an account offers. */
export interface ReportDescription {
  readonly title: string;
  readonly parameters: Readonly<
    Record<string, { readonly required: boolean; readonly description: string }>
  > | null;
  readonly report: string;
  readonly last_run: Report | null;
}
