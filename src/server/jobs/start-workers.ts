import type { Database, Queryable } from '../../db/index.ts';
import { type Queue, type QueueOptions, startQueue } from '../../queue/index.ts';
import { DEFAULT_RETENTION_DAYS } from '../retention.ts';
import { scheduleRemoval, sweepImports } from './look-around.ts';
import { enqueuePutBack, makePutBack, type PutBackRequest, put_back_task } from './put-back.ts';
import { makeRemoveOld, remove_old_task } from './remove-old.ts';
import { enqueueImports, makeRunImports, type RunImportsOptions, run_imports_task } from './run-imports.ts';
import { makeRunReport, run_report_task } from './run-report.ts';

export interface StartWorkersOptions
  extends RunImportsOptions,
    Pick<QueueOptions, 'check_ms' | 'grace_ms' | 'poll_ms'> {
  readonly database: Database;
  /** How many root accounts this process serves at the same time. */
  readonly concurrency: number;
  /** How often to look for imports without a job, default 30 s. */
  readonly sweep_ms?: number;
  /** Without it the process runs both. */
  readonly only?: JobKind | undefined;
  /** How many days messages, stored files and what is noted of changes are kept. */
  readonly retention_days?: number | undefined;
}

/** What workers do. */
export type JobKind = 'imports' | 'reports';

export interface Workers {
  /** Queues the imports of a root account; with a client, as part of its transaction. */
  enqueueImport(root_account_id: number, client?: Queryable): Promise<void>;
  /** Queues the putting back of an import, in turn with the imports of its root account. */
  enqueuePutBack(request: PutBackRequest, client?: Queryable): Promise<void>;
  /** Stops running imports at their next chunk border, and reports, and hands them over to other workers at once. */
  stop(): Promise<void>;
}

// Most of a report's time is the database's.
const REPORTS_AT_ONCE = 2;

/** Imports and reports have workers of their own: whoever reads back shall not wait until imports end. */
async function startQueues(options: StartWorkersOptions): Promise<readonly Queue[]> {
  const { only, concurrency } = options;
  const { connection } = options.database;
  const { retention_days = DEFAULT_RETENTION_DAYS } = options;
  const removal = { [remove_old_task]: makeRemoveOld({ ...options, retention_days }) };
  const imports = {
    concurrency,
    tasks: {
      [run_imports_task]: makeRunImports(options),
      [put_back_task]: makePutBack(options),
      // Imports go first: where there are other workers, those remove what is old.
      ...(only === 'imports' ? removal : {}),
    },
  };
  const reports = {
    concurrency: REPORTS_AT_ONCE,
    tasks: { [run_report_task]: makeRunReport(options), ...removal },
  };
  const queues: Queue[] = [];
  try {
    if (only !== 'reports') queues.push(await startQueue({ ...options, connection, ...imports }));
    if (only !== 'imports') queues.push(await startQueue({ ...options, connection, ...reports }));
    return queues;
  } catch (error) {
    await Promise.all(queues.map((queue) => queue.stop()));
    throw error;
  }
}

/** Runs imports and reports in this process until stopped. */
export async function startWorkers(options: StartWorkersOptions): Promise<Workers> {
  const { database, log, sweep_ms = 30_000 } = options;
  const queues = await startQueues(options);
  const stopped = new AbortController();
  const looking = { database, log, signal: stopped.signal, every_ms: sweep_ms };
  const sweeping = [
    options.only === 'reports' ? Promise.resolve() : sweepImports(looking),
    scheduleRemoval(looking),
  ];
  return {
    enqueueImport: (root_account_id, client = database.pool) => enqueueImports(client, root_account_id),
    enqueuePutBack: (request, client = database.pool) => enqueuePutBack(client, request),
    async stop() {
      stopped.abort();
      await Promise.all([...queues.map((queue) => queue.stop()), ...sweeping]);
    },
  };
}
