import { describe, expect, it } from 'vitest';
import { compareFindings, type OpenAlerts } from './compare-findings.ts';
import type { Finding, FindingCode } from './judge/index.ts';

const find = (code: FindingCode, id: number | null = null, deadline: string | null = null): Finding => ({
  code,
  severity: 'warning',
  text: code,
  sis_import_id: id,
  deadline,
});
const critical = (finding: Finding): Finding => ({ ...finding, severity: 'critical' });

/** Tells somebody of one look after the other; a line for each: `new stuck 9`, `again stuck 9`, `over stuck 9`. */
function tell(repeat_after_ms: number | null = null) {
  let open: OpenAlerts = new Map();
  let now_ms = 0;
  return (findings: readonly Finding[] | null, recent: readonly number[] = [7, 8, 9]) => {
    now_ms += 60_000;
    const judgement = findings && { findings, recent: new Set(recent), last_good: null };
    const seen = { findings: findings ?? [find('unreachable')], judgement };
    const news = compareFindings(open, seen, { now_ms, repeat_after_ms });
    open = news.open;
    return [
      ...news.found.map((one) =>
        `${one.is_new ? 'new' : 'again'} ${one.code} ${one.sis_import_id ?? ''}`.trim(),
      ),
      ...news.over.map((one) => `over ${one.code} ${one.sis_import_id ?? ''}`.trim()),
    ];
  };
}

describe('what is told', () => {
  it('is told once, and once that it is over', () => {
    const look = tell();
    expect(look([find('stuck', 9)])).toEqual(['new stuck 9']);
    expect(look([find('stuck', 9)])).toEqual([]);
    expect(look([find('stuck', 9), find('held', 8)])).toEqual(['new held 8']);
    expect(look([find('held', 8)])).toEqual(['over stuck 9']);
    expect(look([])).toEqual(['over held 8']);
    expect(look([])).toEqual([]);
    expect(look([find('stuck', 9)])).toEqual(['new stuck 9']);
  });

  it('is told again after a while where that is wished, and when it gets graver', () => {
    const look = tell(120_000);
    expect(look([find('stuck', 9)])).toEqual(['new stuck 9']);
    expect(look([find('stuck', 9)])).toEqual([]);
    expect(look([find('stuck', 9)])).toEqual(['again stuck 9']);
    expect(look([critical(find('stuck', 9))])).toEqual(['again stuck 9']);
    expect(look([critical(find('stuck', 9))])).toEqual([]);
  });

  it('is over only where it could be seen that it is', () => {
    const look = tell();
    look([find('failed', 9)]);
    expect(look(null)).toEqual(['new unreachable']);
    expect(look(null)).toEqual([]);
    expect(look([find('failed', 9)])).toEqual(['over unreachable']);
    expect(look([])).toEqual(['over failed 9']);
  });

  it('is forgotten without a word when it is only too old to be judged', () => {
    const look = tell();
    look([find('failed', 9)]);
    expect(look([], [])).toEqual([]);
    look([find('ended_late', 9, '2026-11-24T02:30:00Z')]);
    expect(look([])).toEqual([]);
  });

  it('of a missing import is over when one is there and has ended', () => {
    const look = tell();
    const [monday, tuesday] = ['2026-11-23T02:30:00Z', '2026-11-24T02:30:00Z'];
    expect(look([find('missing', null, monday)])).toEqual(['new missing']);
    expect(look([find('missing', null, tuesday)])).toEqual(['new missing']);
    expect(look([find('late', 9, tuesday)])).toEqual(['new late 9']);
    expect(look([find('ended_late', 9, tuesday)])).toEqual([
      'new ended_late 9',
      'over late 9',
      'over missing',
      'over missing',
    ]);
  });

  it('of a failure is not over when the next one fails as well', () => {
    const look = tell();
    expect(look([find('failed', 8)])).toEqual(['new failed 8']);
    expect(look([find('failed', 9)])).toEqual(['new failed 9']);
    expect(look([])).toEqual(['over failed 9', 'over failed 8']);
  });
});
