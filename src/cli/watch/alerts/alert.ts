import { randomUUID } from 'node:crypto';
import type { News, Told } from '../compare-findings.ts';
import type { Finding, Severity } from '../judge/index.ts';

/** What is watched. */
export interface Subject {
  /** The name of the profile, else the address of the server. */
  readonly name: string;
  readonly base_url: string;
  /** By id or as `sis_account_id:...`. */
  readonly account: string;
}

/** What a receiver gets. */
export interface Alert {
  readonly id: string;
  readonly kind: 'watch.alert';
  readonly time: string;
  /** All of it as people read it, for receivers that know nothing else. */
  readonly text: string;
  /** The gravest of what was found; `ok` where all that there was is over. */
  readonly severity: Severity | 'ok';
  readonly watch: Subject;
  readonly findings: readonly Told[];
  readonly over: readonly Finding[];
}

/** The gravest of some findings. */
export function worstOf(findings: readonly Pick<Finding, 'severity'>[]): Severity | 'ok' {
  const ranks: readonly Severity[] = ['critical', 'unknown', 'warning'];
  return ranks.find((rank) => findings.some(({ severity }) => severity === rank)) ?? 'ok';
}

/** A finding in a line. */
export const renderFinding = ({ severity, code, text }: Finding): string =>
  `${severity.toUpperCase()} ${code}: ${text}`;

/** The end of a finding in a line. */
export const renderOver = ({ code, text }: Finding): string => `OVER ${code}: ${text}`;

/** Makes an alert of news. */
export function makeAlert({ found, over }: News, watch: Subject, now_ms: number): Alert {
  const lines = [...found.map(renderFinding), ...over.map(renderOver)];
  return {
    id: randomUUID(),
    kind: 'watch.alert',
    time: new Date(now_ms).toISOString(),
    text: [`rollcall watch, ${watch.name}:`, ...lines].join('\n'),
    severity: worstOf(found),
    watch,
    findings: found,
    over,
  };
}
