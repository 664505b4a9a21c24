import { type InstallationPlace, openInstallation } from './open-installation.ts';
import { type LogLevel, openLog } from './server-log.ts';

export interface WorkerOptions extends InstallationPlace {
  /** How many root accounts this process imports for at the same time. */
  readonly workers: number;
  readonly log_level?: LogLevel;
  /** How many days messages, stored files and what is noted of changes are kept; 30 if not given. */
  readonly retention_days?: number;
  /** Ends the worker: it stops at the next chunk border and hands its imports over. */
  readonly signal: AbortSignal;
}

/** Runs imports of an installation, without a server, until the signal aborts. */
export async function startWorker(options: WorkerOptions): Promise<void> {
  const log = await openLog(options.log_level ?? 'silent');
  const [{ database, storage }, { runWorker }, { runImportJob }] = await Promise.all([
    openInstallation(options, log),
    import('./jobs/index.ts'),
    import('./run-import-job.ts'),
  ]);
  try {
    const { workers: concurrency, signal, retention_days } = options;
    await runWorker({
      database,
      storage,
      log,
      concurrency,
      signal,
      retention_days,
      runImport: runImportJob,
    });
  } finally {
    await database.close();
  }
}
