import type { Expectations, Sightings } from '../../src/cli/watch/judge/index.ts';
import { type Finding, judge, readImport, type WatchedImport } from '../../src/cli/watch/judge/index.ts';
import type { SisImport } from '../../src/client/index.ts';
import { canvasImport } from './fake-canvas.ts';

type Fields = Record<string, unknown>;

/** Minutes after a moment, as Canvas writes it. */
export const after = (moment: string, minutes: number): string =>
  new Date(Date.parse(moment) + minutes * 60_000).toISOString().replace(/\.\d+/, '');

/** An import as Canvas shows it that was made at a moment, taken up a minute later, and took ten. */
export function endedImport(id: number, created_at: string, changes: Fields = {}): Fields {
  const rows = 1_000;
  return canvasImport(id, {
    created_at,
    started_at: after(created_at, 1),
    ended_at: after(created_at, 11),
    updated_at: after(created_at, 11),
    progress: 100,
    workflow_state: 'imported',
    data: {
      import_type: 'instructure_csv',
      supplied_batches: ['user', 'enrollment'],
      counts: { users: rows, enrollments: 4 * rows, error_count: 0, warning_count: 0 },
    },
    ...changes,
  });
}

/** The data of an import that has done these rows. */
export const dataOf = (counts: Readonly<Record<string, number>>, more: Fields = {}): Fields => ({
  import_type: 'instructure_csv',
  supplied_batches: ['user', 'enrollment'],
  counts: { error_count: 0, warning_count: 0, ...counts },
  ...more,
});

/** An import that is still under way. */
export const goingImport = (id: number, created_at: string, changes: Fields = {}): Fields =>
  canvasImport(id, { created_at, updated_at: created_at, ...changes });

/** Reads such imports. */
export const readImports = (...imports: readonly Fields[]): readonly WatchedImport[] =>
  imports.map((one) => readImport(one as unknown as SisImport));

/** What is expected where a case says nothing. */
export const usualExpectations: Expectations = {
  schedule: null,
  data_set: null,
  stuck_after_ms: 120 * 60_000,
  held_after_ms: 60 * 60_000,
  max_shrink: { percent: 30 },
  history: 10,
  least_rows: 50,
};

/** What is found among imports at a moment, one line for each: `critical missing`. */
export function findAmong(
  imports: readonly Fields[],
  now: string,
  expectations: Partial<Expectations> = {},
  sightings: Sightings = new Map(),
): readonly string[] {
  return judgeAmong(imports, now, expectations, sightings).map(
    ({ severity, code, sis_import_id }) =>
      `${severity} ${code}${sis_import_id === null ? '' : ` ${sis_import_id}`}`,
  );
}

/** The same in full. */
export const judgeAmong = (
  imports: readonly Fields[],
  now: string,
  expectations: Partial<Expectations> = {},
  sightings: Sightings = new Map(),
): readonly Finding[] =>
  judge(readImports(...imports), { ...usualExpectations, ...expectations }, sightings, Date.parse(now))
    .findings;
