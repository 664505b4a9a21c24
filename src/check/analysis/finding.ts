import type { MessageParams } from '../../format/index.ts';
import type { Severity } from './codes/index.ts';

/** The object without which a row cannot be applied. */
export interface MissingObject {
  /** As in the look-ups: the file type that makes it, e.g. `course`. */
  readonly kind: string;
  readonly id: string;
}

/** What another finding explains: an object that is missing, a column that is, or a whole file. */
export type Cause =
  | { readonly by: 'object'; readonly object: MissingObject }
  | { readonly by: 'column'; readonly column: string }
  | { readonly by: 'finding'; readonly key: string };

/** Something that the check has found, at its place. */
export interface Finding {
  /** That of the message which an import would give, or one of the check's own, which begin with `check.`. */
  readonly code: string;
  readonly severity: Severity;
  readonly file: string | null;
  /** Record number, header = 1; null for findings about a file. */
  readonly row: number | null;
  readonly column: string | null;
  readonly params: MessageParams;
  readonly cause?: Cause;
}

/** Takes findings as they are made. */
export interface FindingSink {
  /** Forget everything: the analysis begins again, because a file has turned out to be unreadable. */
  reset(): void;
  tell(finding: Finding): void;
  /** The row that would have made an object is refused, for the reason of the finding told last. */
  refuse(object: MissingObject): void;
}
