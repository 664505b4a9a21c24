import type { AnalyzedFile, Excerpts, FindingGroup, Severity } from '../../check/index.ts';

/** What a check has come to, for those who show it. */
export interface CheckResult {
  readonly groups: readonly FindingGroup[];
  readonly counts: Readonly<Record<Severity, number>>;
  readonly files: readonly AnalyzedFile[];
  /** Files that an import would leave out. */
  readonly broken: readonly string[];
  /** Where files lie, by their names in the check; those of a zip lie nowhere else. */
  readonly paths: ReadonlyMap<string, string>;
  readonly duration_ms: number;
  /** Lines of the files, by path. */
  readonly excerpts: ReadonlyMap<string, Excerpts>;
  /** The columns of each file, for its excerpts: cells of secret ones are never shown. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

/** Rows in all files. */
export function countRows({ files }: CheckResult): number {
  return files.reduce((sum, { rows }) => sum + rows, 0);
}

/** Rows that an import into an empty account would not take. */
export function countSkipped({ files }: CheckResult): number {
  return files.reduce((sum, { skipped }) => sum + skipped, 0);
}
