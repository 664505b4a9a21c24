import type { Database, Queryable } from '../../db/index.ts';
import { type QueueOptions, startQueue } from '../../queue/index.ts';
import { enqueueImports, makeRunImports, type RunImportsOptions, run_imports_task } from './run-imports.ts';
import { sweepImports } from './sweep-imports.ts';

export interface StartWorkersOptions
  extends RunImportsOptions,
    Pick<QueueOptions, 'check_ms' | 'grace_ms' | 'poll_ms'> {
  readonly database: Database;
  /** How many root accounts this process serves at the same time. */
  readonly concurrency: number;
  /** How often to look for imports without a job, default 30 s. */
  readonly sweep_ms?: number;
}

export interface Workers {
  /** Queues the imports of a root account; with a client, as part of its transaction. */
  enqueueImport(root_account_id: number, client?: Queryable): Promise<void>;
  /** Stops running imports at their next chunk border and hands them over to other workers at once. */
  stop(): Promise<void>;
}

/** Runs imports in this process until stopped. */
export async function startWorkers(options: StartWorkersOptions): Promise<Workers> {
  const { database, log, sweep_ms = 30_000 } = options;
  const queue = await startQueue({
    ...options,
    connection: database.connection,
    tasks: { [run_imports_task]: makeRunImports(options) },
  });
  const stopped = new AbortController();
  const sweeping = sweepImports({ database, log, signal: stopped.signal, every_ms: sweep_ms });
  return {
    enqueueImport: (root_account_id, client = database.pool) => enqueueImports(client, root_account_id),
    async stop() {
      stopped.abort();
      await Promise.all([queue.stop(), sweeping]);
    },
  };
}
