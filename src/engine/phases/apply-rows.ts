import type { PoolClient } from 'pg';
import { moveImportFile } from '../../db/index.ts';
import type { AnyRow } from '../../format/index.ts';
import { ImportInterrupted } from '../context.ts';
import type { ImportRun } from '../import-run.ts';
import { type Chunk, type FileInHand, type PlannedChunk, planChunk } from './plan-chunk.ts';
import type { Progress } from './progress.ts';
import { writePlan } from './write-plan.ts';

/** After a person has changed the roster in between, this many chunks are planned under the lock, one by one. */
const CAREFUL_CHUNKS = 20;

/**
 * Applies chunks of rows, each in one transaction under the tenant's lock: writes, messages, counts and the position
 * that says how far the file has come. While one chunk is being written, the next is planned with the look-ups of a
 * second connection. Its plan holds as long as nobody else has written since the lock was last held, which the
 * lock's version tells; else it is thrown away and made again under the lock.
 */
export async function applyRows(
  run: ImportRun,
  file: FileInHand,
  chunks: AsyncIterable<readonly AnyRow[]>,
  done_rows: number,
  progress: Progress,
): Promise<void> {
  // Of what a rehearsal has written a second connection sees nothing.
  if (run.isRehearsal) return await applyOneByOne(run, file, chunks, done_rows, progress);
  const reader = await run.context.pool.connect();
  const behind = new WriteBehind(run, file, progress);
  let done = done_rows;
  let careful = 0;
  try {
    for await (const rows of chunks) {
      stopIfAsked(run);
      done += rows.length;
      const chunk = { rows, done_rows: done };
      const isAhead = careful === 0 && file.importer.plans_ahead !== 'never';
      let holds = (isAhead && behind.canBeReadPast()) || (await behind.settle());
      if (isAhead && holds) {
        keepFlat(run, file);
        const planned = await planChunk(reader, run, file, chunk, behind.chunk);
        holds = await behind.settle();
        if (holds) {
          behind.start(planned);
          continue;
        }
      }
      careful = holds ? Math.max(careful - 1, 0) : CAREFUL_CHUNKS;
      await applyInTurn(run, file, chunk, progress);
      keepFlat(run, file);
    }
    await behind.settle();
  } catch (error) {
    // A write that fails takes what is known of the roster back, under the feet of what is planned meanwhile.
    await behind.end();
    throw behind.fault ?? error;
  } finally {
    await behind.end();
    reader.release();
  }
}

async function applyOneByOne(
  run: ImportRun,
  file: FileInHand,
  chunks: AsyncIterable<readonly AnyRow[]>,
  done_rows: number,
  progress: Progress,
): Promise<void> {
  let done = done_rows;
  for await (const rows of chunks) {
    stopIfAsked(run);
    done += rows.length;
    await applyInTurn(run, file, { rows, done_rows: done }, progress);
    keepFlat(run, file);
  }
}

/** The chunk that is being written while the next one is planned. */
class WriteBehind {
  readonly #run: ImportRun;
  readonly #file: FileInHand;
  readonly #progress: Progress;
  #written: Promise<boolean> = Promise.resolve(true);
  chunk: PlannedChunk | null = null;
  /** Why a write failed, if one did. */
  fault: unknown = null;

  constructor(run: ImportRun, file: FileInHand, progress: Progress) {
    this.#run = run;
    this.#file = file;
    this.#progress = progress;
  }

  start(chunk: PlannedChunk): void {
    this.chunk = chunk;
    this.#written = writeChunk(this.#run, this.#file, chunk, this.#progress);
    // A failure is told where the writing is awaited.
    this.#written.catch((error: unknown) => {
      this.fault = error;
    });
  }

  /** Whether look-ups need not see the chunk in the database: its changes tell all that the next rows can ask for. */
  canBeReadPast(): boolean {
    return this.#file.importer.plans_ahead === 'always' || !this.chunk?.plan.consequences.length;
  }

  /**
   * Waits until the chunk is written, whatever it takes. False when its plan did not hold and it had to be planned
   * again: what was planned on top of it does not hold either.
   */
  async settle(): Promise<boolean> {
    const { chunk } = this;
    const holds = await this.#written;
    this.chunk = null;
    if (holds || chunk === null) return true;
    this.#run.rollBack();
    await applyInTurn(this.#run, this.#file, chunk, this.#progress);
    return false;
  }

  /** Waits until nothing is under way any more; what went wrong was told by `settle`. */
  async end(): Promise<void> {
    await this.#written.catch(() => {});
  }
}

/** Plans and writes a chunk in one go, under the lock. */
async function applyInTurn(
  run: ImportRun,
  file: FileInHand,
  chunk: Chunk,
  progress: Progress,
): Promise<void> {
  const work = async (client: PoolClient) => {
    const planned = await planChunk(client, run, file, chunk, null);
    await write(client, run, file, planned, progress, run.tally.state());
  };
  await run.inChunk(work, { loose: true });
}

/** Writes a chunk that was planned ahead; false when the roster has been changed since by somebody else. */
async function writeChunk(
  run: ImportRun,
  file: FileInHand,
  planned: PlannedChunk,
  progress: Progress,
): Promise<boolean> {
  const state = structuredClone(run.tally.state());
  return await run.inChunkIfUnchanged(async (client) => write(client, run, file, planned, progress, state));
}

async function write(
  client: PoolClient,
  run: ImportRun,
  file: FileInHand,
  { plan, writes, messages, done_rows }: PlannedChunk,
  progress: Progress,
  planned: ReturnType<ImportRun['tally']['state']>,
): Promise<void> {
  run.late.addCounts(await writePlan(client, plan, writes, file.position));
  await run.noteWritten(plan, file.position);
  await run.storeMessages(client, messages);
  const { root_account_id, sis_import_id } = run.key;
  await moveImportFile(client, root_account_id, sis_import_id, file.position, { done_rows });
  await run.move(client, progress.step(run.late.plus(planned), file.file_type));
}

// The limits hold an import's memory flat whatever the size of the file and of the roster.
const KEPT_RECORDS = 100_000;
const KEPT_FACTS = 200_000;

/** Forgets what only the rows of one chunk were about, and what has grown too large. */
function keepFlat(run: ImportRun, { importer }: FileInHand): void {
  for (const table of run.found.tables()) {
    const isKept = importer.keeps.includes(table) && run.found.size(table) <= KEPT_RECORDS;
    if (!isKept) run.found.forget(table);
  }
  if (run.found.factSize() > KEPT_FACTS) run.found.forgetFacts();
}

export function stopIfAsked(run: ImportRun): void {
  if (run.context.signal?.aborted) throw new ImportInterrupted(run.key);
}
