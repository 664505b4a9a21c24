import type { Pool } from 'pg';
import { expect } from 'vitest';
import type { Client } from '../../../src/client/index.ts';
import type { DrawnUpload } from './uploads.ts';

/** An import as the database has it. */
export interface SeenImport {
  readonly id: number;
  readonly workflow_state: string;
  readonly progress: number;
  /** It waits for an approval. */
  readonly is_held: boolean;
  readonly data: {
    /** Why it was held, the last time. */
    readonly hold?: { readonly held_at: string; readonly limits: readonly { readonly count: number }[] };
    readonly counts?: Readonly<Record<string, number>>;
    readonly applied?: readonly {
      readonly file: string;
      readonly rows: number;
      readonly total_rows: number;
    }[];
  };
  /** Microseconds since 1970, as all times here. */
  readonly started_at: number | null;
  readonly ended_at: number | null;
}

/** Which of what an import has done is taken back. */
export type RestoreFilter = 'all' | 'batch_mode' | 'undelete_only' | 'unconclude_only';

/** What was asked of the server for one import; `seen` is how it stood when somebody last looked. */
export interface AskedImport {
  readonly id: number;
  readonly upload: DrawnUpload;
  readonly restores: { readonly progress_id: number; readonly filter: RestoreFilter }[];
  /** How often somebody let it go on. */
  approvals: number;
  seen: SeenImport;
}

/** A root account of the model, with its imports in the order of their creation. */
export interface School {
  readonly account_id: number;
  readonly term_id: number;
  readonly imports: AskedImport[];
}

/** All that commands work on. */
export interface Life {
  readonly pool: Pool;
  readonly client: Client;
  readonly schools: readonly School[];
  readonly worker: {
    /** Whether a worker process lives. */
    isAlive(): boolean;
    start(): Promise<void>;
    kill(): Promise<void>;
  };
  crashes: number;
}

export const ended: readonly string[] = [
  'imported',
  'imported_with_messages',
  'failed_with_messages',
  'aborted',
  'restored',
  'partially_restored',
];
const running: readonly string[] = ['importing', 'cleanup_batch'];

/** The states that may come next; what a restore may do is added where one was asked for. */
const next: Readonly<Record<string, readonly string[]>> = {
  created: ['importing', 'aborted'],
  importing: ['cleanup_batch', 'imported', 'imported_with_messages', 'failed_with_messages', 'aborted'],
  cleanup_batch: ['imported', 'imported_with_messages', 'failed_with_messages', 'aborted'],
  restoring: ['restored', 'partially_restored'],
};

function canFollow(from: string, to: string, isRestorable: boolean): boolean {
  const reached = new Set([from]);
  for (const state of reached) {
    for (const following of next[state] ?? (isRestorable ? ['restoring'] : [])) reached.add(following);
  }
  return reached.has(to);
}

export async function readImports({ pool }: Life, { account_id }: School): Promise<readonly SeenImport[]> {
  const { rows } = await pool.query<SeenImport>(
    `select id, workflow_state, progress, is_held, data, extract(epoch from started_at)::float8 * 1e6 as started_at,
       extract(epoch from ended_at)::float8 * 1e6 as ended_at
     from sis_imports where root_account_id = $1 order by created_at, id`,
    [account_id],
  );
  return rows;
}

/** Looks at a school, and whether it can have come to that from where it stood. */
export async function look(life: Life, school: School): Promise<void> {
  const found = await readImports(life, school);
  expect(found.map(({ id }) => id)).toEqual(school.imports.map(({ id }) => id));
  for (const [at, is] of found.entries()) {
    const asked = school.imports[at]!;
    const { seen: was, restores } = asked;
    const move = `import ${is.id} from ${was.workflow_state} to ${is.workflow_state}`;
    if (!life.worker.isAlive())
      expect(is.workflow_state, `${move} without a worker`).toBe(was.workflow_state);
    expect(canFollow(was.workflow_state, is.workflow_state, restores.length > 0), move).toBe(true);
    const isSamePhase = was.workflow_state === is.workflow_state;
    if (isSamePhase) expect(is.progress, `progress of import ${is.id}`).toBeGreaterThanOrEqual(was.progress);
    asked.seen = is;
  }
  expect(found.filter((entry) => running.includes(entry.workflow_state)).length).toBeLessThanOrEqual(1);
  // One that is held lets others pass.
  const inTurn = found.filter(({ data }) => data.hold === undefined);
  const begun = inTurn.map(({ started_at }) => started_at).filter((time) => time !== null);
  expect(begun, 'imports begin in the order of their creation').toEqual([...begun].sort((a, b) => a - b));
  const newest = inTurn.findLastIndex(({ started_at }) => started_at !== null);
  const waiting = inTurn
    .slice(0, Math.max(newest, 0))
    .filter(({ workflow_state }) => workflow_state === 'created');
  expect(waiting, 'imports that were overtaken').toEqual([]);
}
