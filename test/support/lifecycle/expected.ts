import type { AskedImport, Life, RestoreFilter, School, SeenImport } from './school.ts';
import { type DrawnUpload, SMALL_SHARE } from './uploads.ts';

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

/** The model: it does one after the other, by itself, what the imports and restores of a school should have done. */
export class ExpectedSchool {
  /** In the order in which they were made. */
  readonly courses: Courses = new Map();
  readonly imports = new Map<number, ExpectedImport>();
  readonly #changes = new Map<number, Map<number, Change>>();

  runImport({ id, upload }: AskedImport, { data, ended_at }: SeenImport): void {
    // Nobody aborts an import that has ended.
    const isAborted = ended_at === null;
    const [file] = data.applied?.filter((entry) => entry.file === 'courses.csv') ?? [];
    const rows = isAborted ? upload.rows.slice(0, file?.rows ?? 0) : upload.rows;
    const changes = new Map<number, Change>();
    const good = rows.filter(({ state }) => state !== 'bad');
    for (const { course, state } of good) this.#change(changes, course, state, false);
    this.#changes.set(id, changes);
    const kept = new Set(good.map(({ course }) => course));
    const living = [...this.courses].filter(([, state]) => state !== 'deleted');
    const leftOut = living.map(([course]) => course).filter((course) => !kept.has(course));
    const isTooMuch =
      upload.batch === 'small share' &&
      living.length > 0 &&
      (leftOut.length / living.length) * 100 > SMALL_SHARE;
    const told = data.counts?.batch_courses_deleted ?? null;
    const removed = upload.batch === 'off' || isTooMuch ? null : isAborted ? told : leftOut.length;
    for (const course of leftOut.slice(0, removed ?? 0)) this.#change(changes, course, 'deleted', true);
    const workflow_state = isAborted || isTooMuch ? 'aborted' : stateOf(upload);
    this.imports.set(id, { workflow_state, rows: good.length, removed });
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
    ...asked.restores.map(({ progress_id, filter }) => ({
      at: ends.get(progress_id) ?? 0,
      run: () => expected.restore(asked.id, filter),
    })),
  ]);
  for (const { run } of events.sort((a, b) => a.at - b.at)) run();
  return expected;
}
