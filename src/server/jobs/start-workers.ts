import type { Database, Queryable } from '../../db/index.ts';
import { type Queue, type QueueOptions, startQueue } from '../../queue/index.ts';
import { DEFAULT_RETENTION_DAYS } from '../retention.ts';
import { type DeliveryRules, deliveryRules } from '../webhooks/send-delivery.ts';
import { deliver_webhook_task, makeDeliverWebhook } from './deliver-webhook.ts';
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
  /** How webhooks are sent, by default to public addresses alone. */
  readonly delivery_rules?: DeliveryRules | undefined;
  /** The pause of a webhook after a failure, at first; default 1 s. */
  readonly first_pause_seconds?: number;
  /** Without it the process runs all. */
  readonly only?: JobKind | undefined;
  /** How many days messages, stored files and what is noted of changes are kept. */
  readonly retention_days?: number | undefined;
}

/** What workers do. */
export type JobKind = 'imports' | 'reports' | 'webhooks';

export interface Workers {
  /** Queues the imports of a root account; with a client, as part of its transaction. */
  enqueueImport(root_account_id: number, client?: Queryable): Promise<void>;
  /** Queues the putting back of an import, in turn with the imports of its root account. */
  enqueuePutBack(request: PutBackRequest, client?: Queryable): Promise<void>;
  /** Stops imports at their next chunk border, reports and deliveries, and hands them over to other workers at once. */
  stop(): Promise<void>;
}

// Most of a report's time is the database's.
const REPORTS_AT_ONCE = 2;
// Most of a delivery's time is the receiver's, and one that does not answer shall keep few others waiting.
const WEBHOOKS_AT_ONCE = 8;

/** Each kind has workers of its own: whoever reads back, or hears of imports, shall not wait until imports end. */
async function startQueues(options: StartWorkersOptions): Promise<readonly Queue[]> {
  const { only, concurrency, database, log, first_pause_seconds = 1 } = options;
  const { retention_days = DEFAULT_RETENTION_DAYS, delivery_rules: rules = deliveryRules() } = options;
  const { connection } = database;
  const removal = { [remove_old_task]: makeRemoveOld({ ...options, retention_days }) };
  const kinds: Readonly<Record<JobKind, Pick<QueueOptions, 'concurrency' | 'tasks'>>> = {
    imports: {
      concurrency,
      tasks: {
        [run_imports_task]: makeRunImports(options),
        [put_back_task]: makePutBack(options),
        // Imports go first: where there are other workers, those remove what is old.
        ...(only === 'imports' ? removal : {}),
      },
    },
    reports: {
      concurrency: REPORTS_AT_ONCE,
      tasks: { [run_report_task]: makeRunReport(options), ...removal },
    },
    webhooks: {
      concurrency: WEBHOOKS_AT_ONCE,
      tasks: { [deliver_webhook_task]: makeDeliverWebhook({ database, log, rules, first_pause_seconds }) },
    },
  };
  const queues: Queue[] = [];
  try {
    for (const [kind, work] of Object.entries(kinds))
      if (only === undefined || only === kind)
        queues.push(await startQueue({ ...options, connection, ...work }));
    return queues;
  } catch (error) {
    await Promise.all(queues.map((queue) => queue.stop()));
    throw error;
  }
}

/** Runs imports and reports and sends webhooks in this process until stopped. */
export async function startWorkers(options: StartWorkersOptions): Promise<Workers> {
  const { database, log, sweep_ms = 30_000 } = options;
  const runs = (kind: JobKind) => options.only === undefined || options.only === kind;
  const queues = await startQueues(options);
  const stopped = new AbortController();
  const looking = { database, log, signal: stopped.signal, every_ms: sweep_ms };
  const sweeping = [
    ...(runs('imports') ? [sweepImports(looking)] : []),
    ...(runs('imports') || runs('reports') ? [scheduleRemoval(looking)] : []),
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
