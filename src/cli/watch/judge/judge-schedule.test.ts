import { describe, expect, it } from 'vitest';
import { endedImport, findAmong, goingImport, judgeAmong } from '../../../../test/support/watched-imports.ts';
import { parseSchedule } from '../../profiles/index.ts';

// An import is expected by 03:30 in Oslo, which is 02:30 UTC in winter; imports count from 14:30 UTC on.
const schedule = parseSchedule({ by: '03:30', time_zone: 'Europe/Oslo' });
const after_deadline = '2026-11-24T03:00:00Z';
const at = (imports: readonly Record<string, unknown>[], now = after_deadline) =>
  findAmong(imports, now, { schedule });
const yesterday = endedImport(1, '2026-11-23T01:00:00Z');

describe('the import of the night', () => {
  it('that ended in time is nothing to tell of', () => {
    expect(at([endedImport(2, '2026-11-24T02:00:00Z'), yesterday])).toEqual([]);
    expect(at([endedImport(2, '2026-11-23T14:30:00Z'), yesterday])).toEqual([]);
  });

  it('that is not there is missing, and yesterday’s is not taken for it', () => {
    const [found] = judgeAmong([yesterday], after_deadline, { schedule });
    expect(found).toEqual({
      code: 'missing',
      severity: 'critical',
      sis_import_id: null,
      deadline: '2026-11-24T02:30:00.000Z',
      text: 'No import was made by 2026-11-24 03:30 (Europe/Oslo). The last good one, SIS import 1, ended 2026-11-23 02:11.',
    });
    expect(at([])).toEqual(['critical missing']);
  });

  it('is not missing before its time', () => {
    expect(at([yesterday], '2026-11-24T02:29:00Z')).toEqual([]);
  });

  it('stays missing until one comes, over the weekend too', () => {
    const weekdays = parseSchedule({ by: '03:30', time_zone: 'Europe/Oslo', days: ['mon', 'fri'] });
    const thursday = endedImport(1, '2026-11-19T01:00:00Z');
    const on = (now: string, more: readonly Record<string, unknown>[] = []) =>
      findAmong([thursday, ...more], now, { schedule: weekdays });
    expect(on('2026-11-22T12:00:00Z')).toEqual(['critical missing']);
    const saturday = endedImport(2, '2026-11-21T09:00:00Z');
    expect(on('2026-11-22T12:00:00Z', [saturday])).toEqual(['warning ended_late 2']);
  });

  it('that is still running is late', () => {
    const running = goingImport(2, '2026-11-24T02:00:00Z', {
      workflow_state: 'importing',
      progress: 40,
      updated_at: '2026-11-24T02:59:00Z',
    });
    expect(at([running, yesterday])).toEqual(['warning late 2']);
    expect(judgeAmong([running], after_deadline, { schedule })[0]?.text).toBe(
      'SIS import 2 should have ended by 2026-11-24 03:30 (Europe/Oslo), and is still importing.',
    );
  });

  it('that waits for a person at the deadline is worse than late', () => {
    const data = { import_type: 'instructure_csv', hold: { held_at: '2026-11-24T02:20:00Z' } };
    expect(at([goingImport(2, '2026-11-24T02:00:00Z', { data }), yesterday])).toEqual(['critical late 2']);
  });

  it('that ended after the deadline was late, and that is told until the next one', () => {
    const late = endedImport(2, '2026-11-24T02:41:00Z');
    expect(at([late, yesterday])).toEqual(['warning ended_late 2']);
    expect(judgeAmong([late], after_deadline, { schedule })[0]?.text).toMatch(
      /^SIS import 2 ended 22 min after/,
    );
    expect(at([late, yesterday], '2026-11-25T02:29:00Z')).toEqual(['warning ended_late 2']);
  });

  it('of a late morning is not taken for that of the next night', () => {
    const late = endedImport(2, '2026-11-24T08:00:00Z');
    expect(at([late], '2026-11-25T02:30:00Z')).toEqual(['critical missing']);
  });

  it('that failed is told as the failure, not as missing', () => {
    const failed = endedImport(2, '2026-11-24T01:00:00Z', { workflow_state: 'failed', ended_at: null });
    expect(at([failed, yesterday])).toEqual(['critical failed 2']);
    const again = endedImport(3, '2026-11-24T01:30:00Z');
    expect(at([again, failed, yesterday])).toEqual([]);
  });

  it('that somebody aborted while it was held is missing', () => {
    const data = { import_type: 'instructure_csv', hold: { held_at: '2026-11-24T01:20:00Z' } };
    const aborted = endedImport(2, '2026-11-24T01:00:00Z', { workflow_state: 'aborted', progress: 0, data });
    expect(at([aborted, yesterday])).toEqual(['critical missing 2']);
  });

  it('is no dry run, and none that never got its upload', () => {
    const dry = endedImport(2, '2026-11-24T01:00:00Z', { data: { dry_run: true } });
    expect(at([dry, yesterday])).toEqual(['critical missing']);
    const left = goingImport(3, '2026-11-24T01:00:00Z', { workflow_state: 'initializing' });
    expect(at([left, yesterday])).toContain('critical missing');
  });

  it('is one of the data set that the profile names', () => {
    const other = endedImport(2, '2026-11-24T02:00:00Z', { diffing_data_set_identifier: 'library' });
    const own = { ...other, id: 3, diffing_data_set_identifier: 'nightly' };
    const of = (one: Record<string, unknown>) =>
      findAmong([one], after_deadline, { schedule, data_set: 'nightly' });
    expect(of(other)).toEqual(['critical missing']);
    expect(of(own)).toEqual([]);
  });
});

describe('the night in which clocks change', () => {
  const by = parseSchedule({ by: '02:30', from: '01:00', time_zone: 'Europe/Oslo' });
  const on = (made: string, now: string) => findAmong([endedImport(2, made)], now, { schedule: by });

  it('in spring the time is skipped: the import has until as long after the change', () => {
    expect(on('2026-03-29T01:10:00Z', '2026-03-29T02:00:00Z')).toEqual([]);
    expect(on('2026-03-29T01:25:00Z', '2026-03-29T02:00:00Z')).toEqual(['warning ended_late 2']);
  });

  it('in autumn the time comes twice: the import has until the second', () => {
    expect(on('2026-10-25T01:10:00Z', '2026-10-25T02:00:00Z')).toEqual([]);
    expect(on('2026-10-25T01:25:00Z', '2026-10-25T02:00:00Z')).toEqual(['warning ended_late 2']);
    expect(findAmong([], '2026-10-25T01:00:00Z', { schedule: by })).toEqual(['critical missing']);
  });
});
