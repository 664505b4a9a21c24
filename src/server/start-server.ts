import type { Limits } from './context.ts';
import type { JobKind } from './jobs/index.ts';
import { type InstallationPlace, openInstallation } from './open-installation.ts';
import { type LogLevel, openLog } from './server-log.ts';

export interface ServerOptions extends InstallationPlace {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** A token that opens everything from now on; it is stored. */
  readonly token?: string;
  /** Make a token if none was ever made, to be shown to the person once. */
  readonly issue_token?: boolean;
  /** How many root accounts this process imports for at the same time; 0 leaves imports to other processes. */
  readonly workers?: number;
  /** The only kind of job that this process runs, if it has workers. */
  readonly only?: JobKind;
  readonly log_level?: LogLevel;
  /** How many days messages, stored files and what is noted of changes are kept; 30 if not given. */
  readonly retention_days?: number;
  /** How long after its creation an import may start; 0 if not given. */
  readonly start_delay_seconds?: number;
  readonly limits?: Partial<Limits>;
  /** Networks such as `10.1.0.0/16` that webhooks may lead to, besides public addresses. */
  readonly webhook_networks?: readonly string[];
  /** Believe `X-Forwarded-*`; only behind a proxy that sets them. */
  readonly trust_proxy?: boolean;
}

export interface RunningServer {
  /** Without a slash at the end, e.g. `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Opens everything while this server runs; stored nowhere. */
  readonly token: string;
  /** The token that was made on the first start; nobody can read it again. */
  readonly token_printed_once?: string;
  /** Finishes requests under way, stops imports at a chunk border, closes the database. */
  close(): Promise<void>;
}

const DEFAULT_WORKERS = 2;

/** What a process with workers needs besides. */
async function loadJobs(): Promise<void> {
  const [{ preloadQueue }] = await Promise.all([
    import('../queue/index.ts'),
    import('./jobs/index.ts'),
    import('./run-import-job.ts'),
  ]);
  preloadQueue();
}

/** Starts a server that answers and imports; throws, with everything closed again, when it cannot. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const log = await openLog(options.log_level ?? 'silent');
  const { workers = DEFAULT_WORKERS } = options;
  // Reading the code takes as long as starting the database, so both happen at once.
  const [installation, { composeServer }] = await Promise.all([
    openInstallation({ ...options, workers }, log),
    import('./compose-server.ts'),
    workers > 0 ? loadJobs() : null,
  ]);
  return composeServer(installation, { ...options, workers }, log);
}
