/** Everything that can be found. */
export const findingCodes = [
  'missing',
  'not_sent',
  'late',
  'ended_late',
  'stuck',
  'waiting',
  'held',
  'failed',
  'aborted',
  'aborted_at_100',
  'no_rows',
  'all_rows_skipped',
  'mostly_skipped',
  'smaller_than_usual',
  'deleted_more_than_usual',
  'not_diffed',
  'unreachable',
] as const;

export type FindingCode = (typeof findingCodes)[number];

/** How grave it is. `unknown`: nothing could be seen. */
export type Severity = 'warning' | 'critical' | 'unknown';

/** Something that a person is to know. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What was seen, in a sentence. */
  readonly text: string;
  /** The import that it is about; null where it is the lack of one. */
  readonly sis_import_id: number | null;
  /** The deadline that it is about, ISO 8601; null where it is about none. */
  readonly deadline: string | null;
  /** The run of `rollcall submit` that it is about, by its time; absent where it is about none. */
  readonly run_at?: string;
}

/** Tells a finding from others: the same thing found again has the same key. */
export const keyOf = ({ code, sis_import_id, deadline, run_at }: Finding): string =>
  [code, deadline, run_at, sis_import_id].filter((part) => part !== null && part !== undefined).join(' ');

/** From the gravest to the least, what is about one import beside each other. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const ranks: readonly Severity[] = ['critical', 'unknown', 'warning'];
  return [...findings].sort(
    (a, b) =>
      ranks.indexOf(a.severity) - ranks.indexOf(b.severity) ||
      findingCodes.indexOf(a.code) - findingCodes.indexOf(b.code),
  );
}
