import { describe, expect, it } from 'vitest';
import {
  endedImport,
  findAmong,
  goingImport,
  judgeAmong,
  readImports,
} from '../../../../test/support/watched-imports.ts';
import { noteSightings } from './index.ts';

const noon = '2026-11-24T12:00:00Z';
const importing = (updated_at: string, changes: Record<string, unknown> = {}) =>
  goingImport(9, '2026-11-24T06:00:00Z', {
    workflow_state: 'importing',
    progress: 40,
    updated_at,
    ...changes,
  });
/** Six nights in which an import was taken up after a minute. */
const quickNights = [18, 19, 20, 21, 22, 23].map((day) => endedImport(day, `2026-11-${day}T01:00:00Z`));

describe('an import that runs', () => {
  it('is stuck when nothing has moved for as long as the profile allows', () => {
    expect(findAmong([importing('2026-11-24T10:00:00Z')], noon)).toEqual(['critical stuck 9']);
    expect(judgeAmong([importing('2026-11-24T10:00:00Z')], noon)[0]?.text).toBe(
      'SIS import 9 is importing at 40 %, and nothing has moved for 2 h 0 min.',
    );
    expect(findAmong([importing('2026-11-24T10:01:00Z')], noon)).toEqual([]);
    expect(findAmong([importing('2026-11-24T11:00:00Z')], noon, { stuck_after_ms: 3_600_000 })).toEqual([
      'critical stuck 9',
    ]);
  });

  it('is stuck while batch mode cleans up, too, and for days', () => {
    const cleaning = importing('2026-11-20T10:00:00Z', { workflow_state: 'cleanup_batch' });
    expect(findAmong([cleaning], noon)).toEqual(['critical stuck 9']);
  });

  it('is not stuck when earlier looks have seen it move, whatever the server says of the time', () => {
    const old_release = (progress: number) => importing('2026-11-24T06:00:00Z', { progress });
    const seen = (progress: number, at: string, before = new Map()) =>
      noteSightings(readImports(old_release(progress)), before, Date.parse(at));
    const earlier = seen(30, '2026-11-24T09:00:00Z');
    expect(findAmong([old_release(40)], noon, {}, earlier)).toEqual([]);
    const moved = seen(40, '2026-11-24T11:00:00Z', new Map(earlier));
    expect(findAmong([old_release(40)], noon, {}, moved)).toEqual([]);
    expect(findAmong([old_release(40)], '2026-11-24T13:00:00Z', {}, moved)).toEqual(['critical stuck 9']);
  });
});

describe('an import that waits', () => {
  const waiting = goingImport(9, '2026-11-24T11:40:00Z');

  it('is told of when others were taken up much sooner', () => {
    expect(findAmong([waiting, ...quickNights], noon)).toEqual(['warning waiting 9']);
    expect(findAmong([waiting, ...quickNights], '2026-11-24T11:50:00Z')).toEqual([]);
  });

  it('is given the time of a stuck one where nothing is usual yet, or another one runs', () => {
    expect(findAmong([waiting], noon)).toEqual([]);
    const running = importing('2026-11-24T11:59:00Z', { id: 8 });
    expect(findAmong([waiting, running, ...quickNights], noon)).toEqual([]);
    const later = '2026-11-24T13:40:00Z';
    const still = importing('2026-11-24T13:39:00Z', { id: 8 });
    expect(findAmong([waiting, still, ...quickNights], later)).toEqual(['warning waiting 9']);
  });

  it('behind a stuck one is no trouble of its own', () => {
    const stuck = importing('2026-11-24T06:10:00Z', { id: 8 });
    expect(findAmong([waiting, stuck, ...quickNights], '2026-11-24T18:00:00Z')).toEqual(['critical stuck 8']);
  });

  it('for its upload is told of for a day, and then forgotten: it never blocks others', () => {
    const left = goingImport(9, '2026-11-24T10:00:00Z', { workflow_state: 'initializing' });
    expect(findAmong([left, ...quickNights], noon)).toEqual(['warning waiting 9']);
    expect(findAmong([left, ...quickNights], '2026-11-25T10:01:00Z')).toEqual([]);
  });

  it('for approval is told of after an hour', () => {
    const held = (more: object) =>
      goingImport(9, '2026-11-24T02:00:00Z', {
        data: { import_type: 'instructure_csv', hold: { held_at: '2026-11-24T11:00:00Z', ...more } },
      });
    expect(findAmong([held({})], noon)).toEqual(['warning held 9']);
    expect(findAmong([held({})], '2026-11-24T11:59:00Z')).toEqual([]);
    expect(findAmong([held({})], noon, { held_after_ms: 7_200_000 })).toEqual([]);
    const approved = held({ approved_at: '2026-11-24T11:58:00Z' });
    expect(findAmong([approved, ...quickNights], noon)).toEqual([]);
  });
});
