import type { Timestamp } from '../format/index.ts';

/** A limit that an import would go beyond. */
export interface HoldLimit {
  /** `<kind or any>.<account, term or sub_account>.<what is limited>`, e.g. `any.term.deleted_percent`. */
  readonly limit: string;
  /** What the limit allows: a number of objects or a percentage; of `left` the number that must be left. */
  readonly allows: number;
  /** The objects that are in question, e.g. `enrollments`. */
  readonly kind: string;
  /** How many would be deleted, concluded or changed; of `left` how many would be left. */
  readonly count: number;
  /** Of how many. */
  readonly of: number;
  /** What share that is; rounded to two digits. */
  readonly percent: number;
  /** Where the limit is one per term. */
  readonly term?: HoldPlace;
  /** Where the limit is one per sub-account, which stands for all accounts below it as well. */
  readonly account?: HoldPlace;
}

/** A term or an account. */
export interface HoldPlace {
  readonly id: number;
  readonly sis_id: string | null;
  readonly name: string;
}

/** A kind of file that brings no rows, or far fewer than the import before. */
export interface ShrunkenFile {
  /** The plural of the file type. */
  readonly kind: string;
  readonly files: readonly string[];
  readonly rows: number;
  /** In the last import that was accepted; null without any. */
  readonly rows_before: number | null;
  readonly sis_import_id: number | null;
}

/** Who has let an import go on that was held. */
export interface HoldApproval {
  readonly approved_at: Timestamp;
  readonly approved_by: { readonly id: number; readonly name: string | null };
  readonly reason: string;
}

/** Why an import waits for a person's word; with `approved_at` it has it. */
export interface ImportHold extends Partial<HoldApproval> {
  readonly held_at: Timestamp;
  /** The largest first; at most 1000 of them. */
  readonly limits: readonly HoldLimit[];
  /** How many limits it would go beyond. */
  readonly limit_count: number;
  readonly files: readonly ShrunkenFile[];
  /** Approvals that no longer held, as the roster had changed so that more would be harmed. */
  readonly earlier_approvals: readonly HoldApproval[];
}
