import type { SisImport } from '../../client/index.ts';
import type { MessageGroup } from '../errors/index.ts';
import type { Guards } from '../profiles/index.ts';

/** The rows of one file type. */
export interface KindReport {
  /** The plural of the file type. */
  readonly kind: string;
  readonly rows: number;
  readonly deletes: number;
  /** All rows of the last accepted upload; null where there was none. */
  readonly last_rows: number | null;
  readonly added: number;
  readonly changed: number;
  readonly gone: number;
  /** What the server made of the rows; null where it does not tell. */
  readonly done: {
    readonly created: number;
    readonly changed: number;
    readonly deleted: number;
    readonly unchanged: number;
    readonly skipped: number;
  } | null;
}

/** How a run ended, as a word. */
export type ReportState =
  | 'imported'
  | 'imported_with_messages'
  | 'submitted'
  | 'held'
  | 'not_sent'
  | 'not_submitted'
  | 'unknown'
  | 'failed';

/** What has become of a run of `rollcall submit`. */
export interface SubmitReport {
  /** Of this shape. */
  readonly version: 1;
  readonly state: ReportState;
  /** The end in a sentence. */
  readonly summary: string;
  readonly exit_status: number;
  readonly started_at: string;
  readonly ended_at: string;
  readonly profile: string | null;
  readonly server: string;
  readonly account: string;
  /** By their names in the API. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly guards: Guards;
  readonly ignores_guards: boolean;
  /** Why nothing was sent, or what went wrong. */
  readonly reasons: readonly string[];
  /** What the check before the submission found; null where there was none. */
  readonly check: {
    readonly counts: Readonly<Record<string, number>>;
    readonly causes: readonly {
      readonly severity: string;
      readonly code: string;
      readonly message: string;
    }[];
    /** How many causes there are, those that are not named among them. */
    readonly cause_count: number;
  } | null;
  readonly kinds: readonly KindReport[];
  readonly messages: {
    readonly total: number;
    /** How many of them the groups are made of. */
    readonly read: number;
    readonly groups: readonly MessageGroup[];
  };
  readonly timings: readonly { readonly step: string; readonly ms: number }[];
  /** As the server showed it last; null where none was made. */
  readonly import: SisImport | null;
}
