import { expect } from 'vitest';
import type { AskedImport, Life, RestoreFilter, School, SeenImport } from './school.ts';
import { type DrawnUpload, MOST_DELETED, SMALL_SHARE } from './uploads.ts';

/** What is expected of an import once all is quiet. */
export interface ExpectedImport {
  readonly workflow_state: string;
  readonly rows: number;
  /** Null: there was no clean-up. */
  readonly removed: number | null;
}

interface Change {
  /** Null for a new course. */
  readonly before: string | null;
  readonly after: string;
  readonly by_batch: boolean;
  restored: boolean;
}

type Courses = Map<number, string>;

interface Step {
  readonly course: number;
  readonly state: string;
  readonly by_batch: boolean;
}

/** What an upload does to courses; how much of it is removal, null without a clean-up. */
function stepsOf(
  courses: Courses,
  { batch }: DrawnUpload,
  rows: DrawnUpload['rows'],
): { readonly steps: readonly Step[]; readonly isTooMuch: boolean; readonly removed: number | null } {
  const good = rows.filter(({ state }) => state !== 'bad');
  const after = new Map([...courses, ...good.map(({ course, state }) => [course, state] as const)]);
  const kept = new Set(good.map(({ course }) => course));
  const living = [...after].filter(([, state]) => state !== 'deleted');
  const leftOut = living.map(([course]) => course).filter((course) => !kept.has(course));
  const isTooMuch =
    batch === 'small share' && living.length > 0 && (leftOut.length / living.length) * 100 > SMALL_SHARE;
  const isCleaned = batch !== 'off' && !isTooMuch;
  const removals = isCleaned ? leftOut.map((course) => ({ course, state: 'deleted', by_batch: true })) : [];
  const steps = [...good.map(({ course, state }) => ({ course, state, by_batch: false })), ...removals];
  return { steps, isTooMuch, removed: isCleaned ? leftOut.length : null };
}

/** Of how many courses that are there an upload would make an end. */
function harmOf(courses: Courses, upload: DrawnUpload): number {
  const after = new Map(courses);
  for (const { course, state } of stepsOf(courses, upload, upload.rows).steps) after.set(course, state);
  return [...courses].filter(([course, state]) => state !== 'deleted' && after.get(course) === 'deleted')
    .length;
}

/** The model: it does one after the other, by itself, what the imports and restores of a school should have done. */
export class ExpectedSchool {
  /** In the order in which they were made. */
  readonly courses: Courses = new Map();
  readonly imports = new Map<number, ExpectedImport>();
  readonly #changes = new Map<number, Map<number, Change>>();

  /** An import is held as things stand. */
  holdImport({ id, upload }: AskedImport, { limits }: NonNullable<SeenImport['data']['hold']>): void {
    expect(upload.manner).toBe('hold');
    const harm = harmOf(this.courses, upload);
    expect(harm, `what import ${id} was held for`).toBeGreaterThan(MOST_DELETED);
    expect(limits.map(({ count }) => count)).toEqual([harm]);
  }

  runImport(
    { id, upload, approvals }: AskedImport,
    { data, started_at, ended_at, is_held }: SeenImport,
  ): void {
    if (is_held) {
      this.imports.set(id, { workflow_state: 'created', rows: 0, removed: null });
      return;
    }
    const harm = harmOf(this.courses, upload);
    if (upload.manner === 'hold' && started_at !== null && harm > MOST_DELETED) {
      expect(approvals, `approvals of import ${id}, which deletes ${harm}`).toBeGreaterThan(0);
      expect(harm).toBeLessThanOrEqual(data.hold?.limits[0]?.count ?? 0);
    }
    // Nobody aborts an import that has ended.
    const isAborted = ended_at === null;
    const [file] = data.applied?.filter((entry) => entry.file === 'courses.csv') ?? [];
    const rows = isAborted ? upload.rows.slice(0, file?.rows ?? 0) : upload.rows;
    const { steps, isTooMuch, removed: expected } = stepsOf(this.courses, upload, rows);
    const told = upload.batch === 'off' || isTooMuch ? null : (data.counts?.batch_courses_deleted ?? null);
    const removed = isAborted ? told : expected;
    const applied = steps.filter(({ by_batch }) => !by_batch);
    const changes = new Map<number, Change>();
    this.#changes.set(id, changes);
    if (upload.manner !== 'dry run') {
      const removals = steps.slice(applied.length, applied.length + (removed ?? 0));
      for (const { course, state, by_batch } of [...applied, ...removals])
        this.#change(changes, course, state, by_batch);
    }
    const workflow_state = isAborted || isTooMuch ? 'aborted' : stateOf(upload);
    this.imports.set(id, { workflow_state, rows: applied.length, removed });
  }

  restore(id: number, filter: RestoreFilter): void {
    for (const [course, change] of this.#changes.get(id) ?? []) {
      if (change.restored || change.before === change.after) continue;
      if (filter === 'batch_mode' && !change.by_batch) continue;
      if (filter === 'undelete_only' && change.after !== 'deleted') continue;
      if (filter === 'unconclude_only' && change.after !== 'completed') continue;
      this.courses.set(course, change.before ?? 'deleted');
      change.restored = true;
    }
    const was = this.imports.get(id) ?? { rows: 0, removed: null };
    const workflow_state = filter === 'all' ? 'restored' : 'partially_restored';
    this.imports.set(id, { ...was, workflow_state });
  }

  #change(changes: Map<number, Change>, course: number, after: string, by_batch: boolean): void {
    const before = this.courses.get(course) ?? null;
    this.courses.set(course, after);
    const earlier = changes.get(course);
    const first = earlier === undefined ? before : earlier.before;
    changes.set(course, { before: first, after, by_batch, restored: false });
  }
}

function stateOf({ rows, broken }: DrawnUpload): string {
  if (broken) return 'failed_with_messages';
  return rows.some(({ state }) => state === 'bad') ? 'imported_with_messages' : 'imported';
}

const held = ({ seen: { data } }: AskedImport) => (data.hold === undefined ? [] : [data.hold]);

/** What a school should have come to, once all is quiet. Imports and restores of a school never overlap. */
export async function expectedOf({ pool }: Life, school: School): Promise<ExpectedSchool> {
  const expected = new ExpectedSchool();
  const done = await pool.query<{ readonly id: number; readonly at: number }>(
    'select id, extract(epoch from updated_at)::float8 * 1e6 as at from progresses where root_account_id = $1',
    [school.account_id],
  );
  const ends = new Map(done.rows.map(({ id, at }) => [id, at]));
  const events = school.imports.flatMap((asked) => [
    // Those that were aborted before they began did nothing.
    { at: asked.seen.started_at ?? 0, run: () => expected.runImport(asked, asked.seen) },
    ...held(asked).map((hold) => ({
      at: Date.parse(hold.held_at) * 1000,
      run: () => expected.holdImport(asked, hold),
    })),
    ...asked.restores.map(({ progress_id, filter }) => ({
      at: ends.get(progress_id) ?? 0,
      run: () => expected.restore(asked.id, filter),
    })),
  ]);
  for (const { run } of events.sort((a, b) => a.at - b.at)) run();
  return expected;
}
