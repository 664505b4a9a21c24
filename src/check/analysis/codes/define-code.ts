/** How much a finding matters: `error` loses data, `warning` probably is not what was meant, `note` is worth knowing. */
export type Severity = 'error' | 'warning' | 'note';

/** What is declared about a finding that only the check makes; those that an import makes too are messages. */
export interface CodeEntry {
  readonly severity: Severity;
  /** One sentence with `{parameter}` placeholders that states the fault. */
  readonly text: string;
  /** What the code says. */
  readonly summary: string;
  /** Why it matters to a school. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  /** What `--fix` does about it; absent where a person has to decide. */
  readonly repair?: string;
  readonly since: string;
}

/** Checks entries at compile time and keeps their literal types. */
export function defineCodes<const T extends Readonly<Record<string, CodeEntry>>>(entries: T): T {
  return entries;
}
