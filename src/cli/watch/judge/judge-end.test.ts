import { describe, expect, it } from 'vitest';
import { dataOf, endedImport, findAmong, judgeAmong } from '../../../../test/support/watched-imports.ts';

const now = '2026-11-24T12:00:00Z';
const night = '2026-11-24T01:00:00Z';
const before = endedImport(1, '2026-11-23T01:00:00Z');
type Fields = Record<string, unknown>;
const on = (changes: Fields, others: readonly Fields[] = [before]) =>
  findAmong([endedImport(9, night, changes), ...others], now);

describe('an import that ended', () => {
  it('as others did is nothing to tell of', () => {
    expect(on({})).toEqual([]);
    expect(on({ workflow_state: 'imported_with_messages' })).toEqual([]);
  });

  it('badly is told of with its first message', () => {
    const failed = endedImport(9, night, {
      workflow_state: 'failed_with_messages',
      processing_errors: [['users.csv', 'The file is\u001b[2J no CSV.']],
    });
    expect(judgeAmong([failed], now)).toEqual([
      {
        code: 'failed',
        severity: 'critical',
        sis_import_id: 9,
        deadline: null,
        text: 'SIS import 9 failed: The file is\\x1b[2J no CSV.',
      },
    ]);
    expect(on({ workflow_state: 'failed', ended_at: null, data: { error_message: 'Broken.' } })).toEqual([
      'critical failed 9',
    ]);
  });

  it('badly is told of for a day', () => {
    const failed = endedImport(9, '2026-11-22T01:00:00Z', { workflow_state: 'failed' });
    expect(findAmong([failed], '2026-11-23T01:00:00Z')).toEqual(['critical failed 9']);
    expect(findAmong([failed], '2026-11-23T01:12:00Z')).toEqual([]);
  });

  it('badly is told of no more when a later one brought the same', () => {
    const failed = endedImport(8, night, { workflow_state: 'failed' });
    expect(findAmong([endedImport(9, '2026-11-24T02:00:00Z'), failed], now)).toEqual([]);
    const other = endedImport(9, '2026-11-24T02:00:00Z', {
      data: dataOf({ terms: 5 }, { supplied_batches: ['term'] }),
    });
    expect(findAmong([other, failed], now)).toEqual(['critical failed 8']);
  });

  it('badly is told of no more when one of the same second brought the same', () => {
    const failed = endedImport(8, night, { workflow_state: 'failed' });
    expect(findAmong([failed, endedImport(9, night)], now)).toEqual([]);
    expect(findAmong([failed, endedImport(7, night)], now)).toEqual(['critical failed 8']);
  });

  it('badly before anybody saw what was in it is replaced by any good one', () => {
    const failed = endedImport(8, night, {
      workflow_state: 'failed',
      data: { import_type: 'instructure_csv' },
    });
    expect(findAmong([endedImport(9, '2026-11-24T02:00:00Z'), failed], now)).toEqual([]);
    // But it takes nothing's place.
    const skipped = endedImport(7, '2026-11-24T00:00:00Z', { data: dataOf({ warning_count: 5 }) });
    expect(findAmong([failed, skipped], now)).toEqual(['critical failed 8', 'critical all_rows_skipped 7']);
  });

  it('as a dry run, or was restored by a person, is nothing to tell of', () => {
    expect(on({ workflow_state: 'failed', data: { dry_run: true } })).toEqual([]);
    expect(on({ workflow_state: 'restored' })).toEqual([]);
  });
});

describe('an import that looks fine and is not', () => {
  it('was aborted at 100 %', () => {
    expect(on({ workflow_state: 'aborted' })).toEqual(['critical aborted_at_100 9']);
    expect(on({ workflow_state: 'aborted', started_at: null, ended_at: null })).toEqual([
      'critical aborted_at_100 9',
    ]);
    expect(on({ workflow_state: 'aborted', progress: 60, ended_at: null })).toEqual(['warning aborted 9']);
  });

  it('has not a single row', () => {
    expect(on({ data: dataOf({ users: 0, enrollments: 0 }) })).toEqual(['critical no_rows 9']);
    expect(on({ data: { import_type: 'instructure_csv' } })).toEqual(['critical no_rows 9']);
  });

  it('has skipped every row', () => {
    const counts = { users: 0, enrollments: 0, warning_count: 500 };
    expect(on({ workflow_state: 'imported_with_messages', data: dataOf(counts) })).toEqual([
      'critical all_rows_skipped 9',
    ]);
    const outcomes = { users: { rows: 7, created: 0, changed: 0, deleted: 0, unchanged: 0, skipped: 7 } };
    expect(on({ data: dataOf({ users: 0, warning_count: 7 }, { outcomes }) })).toEqual([
      'critical all_rows_skipped 9',
    ]);
  });

  it('has skipped half of its rows, or has a warning for each', () => {
    expect(on({ data: dataOf({ users: 200, warning_count: 200 }) })).toEqual(['warning mostly_skipped 9']);
    expect(on({ data: dataOf({ users: 200, warning_count: 199 }) })).toEqual([]);
    const outcomes = {
      users: { rows: 400, created: 0, changed: 0, deleted: 0, unchanged: 200, skipped: 200 },
    };
    expect(on({ data: dataOf({ users: 200, warning_count: 200 }, { outcomes }) })).toEqual([
      'warning mostly_skipped 9',
    ]);
    // Warnings on rows that were imported.
    const whole = { users: { ...outcomes.users, unchanged: 400, skipped: 0 } };
    expect(on({ data: dataOf({ users: 400, warning_count: 400 }, { outcomes: whole }) })).toEqual([]);
  });

  it('is left alone when a handful of rows were skipped', () => {
    expect(on({ data: dataOf({ users: 3, warning_count: 4 }) })).toEqual([]);
  });
});

describe('an import of a data set', () => {
  const set = { diffing_data_set_identifier: 'nightly' };
  const base = endedImport(1, '2026-11-23T01:00:00Z', set);
  const of = (changes: Fields, others: readonly Fields[] = [base]) => on({ ...set, ...changes }, others);

  it('that was compared may hold no row at all: nothing has changed', () => {
    const data = { diffed_against_sis_batch_id: 1 };
    expect(of({ data: dataOf({ users: 0 }, data) })).toEqual([]);
    expect(
      of({ data: { import_type: 'instructure_csv', counts: { error_count: 0, warning_count: 0 } } }),
    ).toEqual([]);
    expect(of({ diffed_against_import_id: 1, data: dataOf({ users: 0 }) })).toEqual([]);
  });

  it('is to be compared, unless it is the first or begins anew', () => {
    expect(of({})).toEqual(['warning not_diffed 9']);
    expect(of({}, [])).toEqual([]);
    expect(of({}, [{ ...base, workflow_state: 'failed' }])).toEqual([]);
    expect(of({}, [before])).toEqual([]);
    expect(of({ diffing_remaster: true })).toEqual([]);
    expect(of({ diffed_against_import_id: 1 })).toEqual([]);
  });

  it('that went beyond a threshold was not compared', () => {
    expect(of({ diffing_threshold_exceeded: true })).toEqual(['warning not_diffed 9']);
  });

  it('that could be compared in part is told of with the part', () => {
    const data = dataOf(
      { users: 5 },
      {
        diffed_against_sis_batch_id: 1,
        not_diffed: [{ code: 'import.diff_failed', kind: 'users' }],
      },
    );
    expect(judgeAmong([endedImport(9, night, { ...set, data }), base], now)[0]?.text).toContain('users');
  });
});
