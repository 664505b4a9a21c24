import { describe, expect, it } from 'vitest';
import { endedImport } from '../../../../test/support/watched-imports.ts';
import type { SisImport } from '../../../client/index.ts';
import { judgeRuns, type WatchedRun } from './judge-runs.ts';
import { readImport } from './watched-import.ts';

const run = (at: string, outcome: WatchedRun['outcome'], data_set: string | null = null): WatchedRun => ({
  at,
  outcome,
  data_set,
  reason: outcome === 'submitted' ? null : 'max_shrink: 100 of 299 rows of users are missing.',
});
const import_of = (at: string, changes: Readonly<Record<string, unknown>> = {}) =>
  readImport(endedImport(9, at, changes) as unknown as SisImport);
const now = { since_ms: Date.parse('2026-11-23T12:00:00Z'), time_zone: 'Europe/Oslo' };
const codes = (runs: readonly WatchedRun[], imports: Parameters<typeof judgeRuns>[1] = []) =>
  judgeRuns(runs, imports, now).map(({ code, run_at }) => `${code} ${run_at}`);

const refused = run('2026-11-24T01:30:00Z', 'refused_by_guard');

describe('a run of rollcall submit on this machine', () => {
  it('that sent nothing is told of, with its reason and the time on the clocks of the school', () => {
    expect(judgeRuns([refused], [], now)).toEqual([
      {
        code: 'not_sent',
        severity: 'critical',
        sis_import_id: null,
        deadline: null,
        run_at: '2026-11-24T01:30:00Z',
        text: 'rollcall submit sent nothing at 2026-11-24 02:30 (Europe/Oslo): max_shrink: 100 of 299 rows of users are missing.',
      },
    ]);
  });

  it('that the check refused, or the server, is told of, too', () => {
    for (const outcome of ['refused_by_check', 'not_submitted'] as const)
      expect(codes([run('2026-11-24T01:30:00Z', outcome)])).toHaveLength(1);
  });

  it('is silent when it sent, when a later one did, and when it was a dry run or long ago', () => {
    expect(codes([run('2026-11-24T01:30:00Z', 'submitted')])).toEqual([]);
    expect(codes([run('2026-11-24T01:30:00Z', 'sending')])).toEqual([]);
    expect(codes([refused, run('2026-11-24T02:30:00Z', 'submitted')])).toEqual([]);
    expect(codes([{ ...refused, dry_run: true }])).toEqual([]);
    expect(codes([run('2026-11-20T01:30:00Z', 'refused_by_guard')])).toEqual([]);
  });

  it('is made good by a later import of its data set that was accepted, whoever sent it', () => {
    expect(codes([refused], [import_of('2026-11-24T03:00:00Z')])).toEqual([]);
    expect(codes([refused], [import_of('2026-11-24T01:00:00Z')])).toHaveLength(1);
    expect(codes([refused], [import_of('2026-11-24T03:00:00Z', { workflow_state: 'failed' })])).toHaveLength(
      1,
    );
    const other = { diffing_data_set_identifier: 'other' };
    expect(codes([refused], [import_of('2026-11-24T03:00:00Z', other)])).toHaveLength(1);
  });

  it('is told of for each data set', () => {
    const runs = [
      run('2026-11-24T01:30:00Z', 'refused_by_guard', 'a'),
      run('2026-11-24T01:40:00Z', 'submitted', 'b'),
    ];
    expect(codes(runs)).toEqual(['not_sent 2026-11-24T01:30:00Z']);
  });
});
