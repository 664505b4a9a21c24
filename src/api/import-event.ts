import type { Timestamp } from '../format/index.ts';
import type { ImportState } from './sis-import.ts';

/** What events tell of: that an import was made, changed its state, got on, was put on hold, or was approved after that. */
export const importEventKinds = [
  'sis_import.created',
  'sis_import.state',
  'sis_import.progress',
  'sis_import.hold',
  'sis_import.approved',
] as const;

export type ImportEventKind = (typeof importEventKinds)[number];

/** An import in short, as it was when the event happened. */
export interface BriefSisImport {
  readonly id: number;
  readonly workflow_state: ImportState;
  /** 0-100. */
  readonly progress: number;
  /** Rows done per plural file type name, then `error_count` and `warning_count`; null before the first row. */
  readonly counts: Readonly<Record<string, number>> | null;
}

/** An event in the life of an import. */
export interface ImportEvent {
  /** The same however often the event is told, and no other event's. */
  readonly id: string;
  /** Of the root account: one more than that of the event before it. */
  readonly number: number;
  readonly kind: ImportEventKind;
  readonly time: Timestamp;
  /** The root account. */
  readonly account_id: number;
  readonly sis_import: BriefSisImport;
}
