import { type Finding, type FindingCode, type Judgement, keyOf } from './judge/index.ts';

/** A finding that somebody has been told of. */
export interface OpenAlert {
  readonly finding: Finding;
  readonly first_ms: number;
  /** When it was told last. */
  readonly told_ms: number;
}

/** What somebody has been told of and what is not over, by key. */
export type OpenAlerts = ReadonlyMap<string, OpenAlert>;

/** A finding, and whether it is new or was told before. */
export interface Told extends Finding {
  readonly is_new: boolean;
  /** When it was found first, ISO 8601. */
  readonly since: string;
}

/** What is to be told, and what is open when it has been. */
export interface News {
  readonly found: readonly Told[];
  readonly over: readonly Finding[];
  readonly open: OpenAlerts;
}

/** What a look has come to; `judgement` is null where nothing could be seen. */
export interface Seen {
  readonly findings: readonly Finding[];
  readonly judgement: Judgement | null;
}

const scheduled: readonly FindingCode[] = ['missing', 'late'];
const passing: readonly FindingCode[] = ['stuck', 'waiting', 'held', 'unreachable'];

/** Whether what is not found any more is over, goes on as something else, or is only forgotten. */
function judgeGone(
  { code, sis_import_id, run_at }: Finding,
  { findings, judgement }: Seen,
): 'over' | 'open' | 'forgotten' {
  if (judgement === null) return 'open';
  if (passing.includes(code)) return 'over';
  if (run_at !== undefined) {
    const { last_good } = judgement;
    // Else a later one has been kept back, too, or nothing has come and it is only too old.
    return last_good !== null && last_good.created_ms > Date.parse(run_at) ? 'over' : 'forgotten';
  }
  // It has ended long ago.
  if (code === 'ended_late') return 'forgotten';
  if (scheduled.includes(code)) return findings.some((one) => scheduled.includes(one.code)) ? 'open' : 'over';
  // Nothing good has come after it; it is only too old.
  if (sis_import_id !== null && !judgement.recent.has(sis_import_id)) return 'forgotten';
  return findings.some((one) => one.code === code) ? 'open' : 'over';
}

/** What is news to somebody who knows what is `open`. With `repeat_after_ms` they are reminded of what lasts. */
export function compareFindings(
  open: OpenAlerts,
  seen: Seen,
  { now_ms, repeat_after_ms }: { readonly now_ms: number; readonly repeat_after_ms: number | null },
): News {
  const found: Told[] = [];
  const over: Finding[] = [];
  const next = new Map<string, OpenAlert>();
  for (const finding of seen.findings) {
    const known = open.get(keyOf(finding));
    const is_due =
      known === undefined || (repeat_after_ms !== null && now_ms - known.told_ms >= repeat_after_ms);
    // What gets graver is news, too.
    const is_graver = known?.finding.severity === 'warning' && finding.severity === 'critical';
    const first_ms = known?.first_ms ?? now_ms;
    const told_ms = is_due || is_graver ? now_ms : known.told_ms;
    if (is_due || is_graver)
      found.push({ ...finding, is_new: known === undefined, since: new Date(first_ms).toISOString() });
    next.set(keyOf(finding), { finding, first_ms, told_ms });
  }
  for (const [key, alert] of open) {
    if (next.has(key)) continue;
    const gone = judgeGone(alert.finding, seen);
    if (gone === 'over') over.push(alert.finding);
    if (gone === 'open') next.set(key, alert);
  }
  return { found, over, open: next };
}
