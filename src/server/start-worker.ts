import { type InstallationPlace, openInstallation } from './open-installation.ts';
import { type LogLevel, openLog } from './server-log.ts';

export interface WorkerOptions extends InstallationPlace {
  /** How many root accounts this process imports for at the same time. */
  readonly workers: number;
  /** Networks such as `10.1.0.0/16` that webhooks may lead to, besides public addresses. */
  readonly webhook_networks?: readonly string[];
  readonly log_level?: LogLevel;
  /** How many days messages, stored files and what is noted of changes are kept; 30 if not given. */
  readonly retention_days?: number;
  /** How long after its creation an import may start; 0 if not given. */
  readonly start_delay_seconds?: number;
  /** Ends the worker: it stops at the next chunk border and hands its imports over. */
  readonly signal: AbortSignal;
}

/** Runs imports of an installation, without a server, until the signal aborts. */
export async function startWorker(options: WorkerOptions): Promise<void> {
  const log = await openLog(options.log_level ?? 'silent');
  const { deliveryRules } = await import('./webhooks/send-delivery.ts');
  const delivery_rules = deliveryRules(options.webhook_networks);
  const [{ database, storage }, { runWorker }, { giveUpImportJob, runImportJob }] = await Promise.all([
    openInstallation(options, log),
    import('./jobs/index.ts'),
    import('./run-import-job.ts'),
  ]);
  try {
    const { workers: concurrency, signal, retention_days, start_delay_seconds } = options;
    const run = { runImport: runImportJob, giveUpImport: giveUpImportJob };
    const work = { log, concurrency, retention_days, start_delay_seconds, delivery_rules, ...run };
    await runWorker({ database, storage, signal, ...work });
  } finally {
    await database.close();
  }
}
