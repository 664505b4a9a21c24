import { describe, expect, it } from 'vitest';
import type { PlanEntry } from '../../client/index.ts';
import { fieldsOutOfSight } from '../mirror/index.ts';
import { cutEntry } from './read-plan.ts';

const unknown = fieldsOutOfSight(
  new Map([
    ['enrollment', new Set(['section_id', 'user_id', 'start_date'])],
    ['term', new Set(['term_id', 'date_override_enrollment_type'])],
  ]),
);

function change(kind: string, before: PlanEntry['before'], after: PlanEntry['after']): PlanEntry {
  const rest = { name: null, file: null, row: null, code: null, message: null };
  return { kind, action: 'change', sis_ids: {}, before, after, ...rest };
}

describe('what a mirror cannot know', () => {
  it('is taken out of a change', () => {
    const entry = change('enrollments', { start_at: null, type: 'a' }, { start_at: '2026-09-01', type: 'b' });
    expect(cutEntry(entry, unknown)).toMatchObject({ before: { type: 'a' }, after: { type: 'b' } });
  });

  it('is no change by itself', () => {
    expect(
      cutEntry(change('enrollments', { start_at: null }, { start_at: '2026-09-01' }), unknown),
    ).toBeNull();
    expect(
      cutEntry(change('term_dates', { start_at: null }, { start_at: '2026-09-01' }), unknown),
    ).toBeNull();
  });

  it('stays where the upload does not bring it, and in what is new', () => {
    const entry = change('users', { pronouns: null }, { pronouns: 'they' });
    expect(cutEntry(entry, unknown)).toBe(entry);
    const made: PlanEntry = { ...change('enrollments', null, { start_at: '2026-09-01' }), action: 'create' };
    expect(cutEntry(made, unknown)).toBe(made);
  });
});
