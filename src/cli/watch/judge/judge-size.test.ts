import { describe, expect, it } from 'vitest';
import { dataOf, endedImport, findAmong, judgeAmong } from '../../../../test/support/watched-imports.ts';
import { findMedian } from './usual.ts';

const now = '2026-11-24T12:00:00Z';
type Fields = Record<string, unknown>;
const nights = (changes: (night: number) => Fields, count = 5) =>
  Array.from({ length: count }, (_, night) =>
    endedImport(night + 1, `2026-11-${19 + night - count + 4}T01:00:00Z`, changes(night)),
  );
const rows = (users: number, enrollments = 4 * users): Fields => ({ data: dataOf({ users, enrollments }) });
const usual = nights((night) => rows(1_000 + night));
const on = (changes: Fields, others: readonly Fields[] = usual, expectations = {}) =>
  findAmong([endedImport(9, '2026-11-24T01:00:00Z', changes), ...others], now, expectations);

describe('the median', () => {
  it('is in the middle', () => {
    expect(findMedian([])).toBeNull();
    expect(findMedian([7])).toBe(7);
    expect(findMedian([10, 1, 2])).toBe(2);
    expect(findMedian([4, 1, 10, 2])).toBe(3);
  });
});

describe('an import beside those before it', () => {
  it('of about the same size, or larger, is nothing to tell of', () => {
    expect(on(rows(1_000))).toEqual([]);
    expect(on(rows(702))).toEqual([]);
    expect(on(rows(9_000))).toEqual([]);
  });

  it('that is smaller by more than 30 % is told of, kind by kind', () => {
    expect(on(rows(690))).toEqual(['warning smaller_than_usual 9']);
    const half = endedImport(9, '2026-11-24T01:00:00Z', rows(1_000, 2_000));
    expect(judgeAmong([half, ...usual], now)[0]?.text).toBe(
      'SIS import 9 is smaller than usual: 2,000 instead of 4,008 enrollments.',
    );
  });

  it('with a file that has turned empty is critical', () => {
    expect(on(rows(1_000, 0))).toEqual(['critical smaller_than_usual 9']);
  });

  it('obeys another limit, in percent or rows', () => {
    expect(on(rows(900), usual, { max_shrink: { percent: 5 } })).toEqual(['warning smaller_than_usual 9']);
    expect(on(rows(990), usual, { max_shrink: { rows: 20 } })).toEqual(['warning smaller_than_usual 9']);
    expect(on(rows(690), usual, { max_shrink: { percent: 50 } })).toEqual([]);
  });

  it('is compared with no fewer than three, and no more than is said', () => {
    expect(on(rows(100), usual.slice(0, 2))).toEqual([]);
    expect(on(rows(100), usual.slice(0, 3))).toEqual(['warning smaller_than_usual 9']);
    const shrinking = nights((night) => rows(night < 2 ? 9_000 : 1_000));
    expect(on(rows(900), shrinking, { history: 3 })).toEqual([]);
  });

  it('of a tiny school is never too small', () => {
    expect(
      on(
        rows(1, 1),
        nights(() => rows(10, 40)),
      ),
    ).toEqual([]);
    expect(
      on(
        rows(1, 1),
        nights(() => rows(10, 40)),
        { least_rows: 5 },
      ),
    ).toEqual(['warning smaller_than_usual 9']);
  });

  it('is not compared with another kind: other files, batch mode, failed or dry runs', () => {
    const others = [
      nights(() => ({ data: dataOf({ users: 5_000 }, { supplied_batches: ['user'] }) })),
      nights(() => ({ ...rows(5_000), batch_mode: true })),
      nights(() => ({ ...rows(5_000), workflow_state: 'failed_with_messages' })),
      nights(() => ({ data: dataOf({ users: 5_000, enrollments: 5_000 }, { dry_run: true }) })),
      nights(() => ({ ...rows(5_000), diffing_data_set_identifier: 'library' })),
    ];
    for (const kind of others) expect(on(rows(100), kind)).toEqual([]);
  });
});

describe('an import of changes', () => {
  const set = (bytes: number, users: number): Fields => ({
    diffing_data_set_identifier: 'nightly',
    diffed_against_import_id: 1,
    data: dataOf({ users }),
    csv_attachments: [{ size: bytes / 2 }, { size: bytes / 2 }],
  });
  const before = nights((night) => set(100_000, night % 2 === 0 ? 900 : 0));

  it('is measured by its upload: how many changes there are says nothing', () => {
    expect(on(set(98_000, 0), before)).toEqual([]);
    expect(on(set(60_000, 900), before)).toEqual(['warning smaller_than_usual 9']);
  });
});

describe('an import that deletes', () => {
  const cleaned = (count: number): Fields => ({
    batch_mode: true,
    data: dataOf({ users: 1_000, enrollments: 4_000, batch_enrollments_deleted: count }),
  });
  const statistics = (deleted: number): Fields => ({
    data: dataOf(
      { users: 1_000, enrollments: 4_000 },
      {
        statistics: {
          total_state_changes: 9_999,
          Pseudonym: { created: 0, restored: 0, deleted: 0 },
          Enrollment: { created: 5, concluded: 1, deactivated: 1, restored: 0, deleted },
        },
      },
    ),
  });

  it('far more than usual is told of', () => {
    const quiet = nights(() => cleaned(20));
    expect(on(cleaned(100), quiet)).toEqual([]);
    expect(on(cleaned(101), quiet)).toEqual(['critical deleted_more_than_usual 9']);
    const full = nights(() => statistics(10));
    expect(on(statistics(58), full)).toEqual([]);
    expect(on(statistics(59), full)).toEqual(['critical deleted_more_than_usual 9']);
  });

  it('what nothing was deleted before is told of from 50 objects on', () => {
    const never = nights(() => cleaned(0));
    expect(on(cleaned(49), never)).toEqual([]);
    expect(on(cleaned(50), never)).toEqual(['critical deleted_more_than_usual 9']);
  });
});
