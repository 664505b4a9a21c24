import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { makeToken } from './auth/hash-token.ts';
import { bootstrap } from './bootstrap.ts';
import type { ImportQueue, Limits } from './context.ts';
import { type Installation, type InstallationPlace, openInstallation } from './open-installation.ts';
import { type LogLevel, openLog, type ServerLog } from './server-log.ts';
import { watchSilentConnections } from './silent-connections.ts';

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
  readonly log_level?: LogLevel;
  readonly limits?: Partial<Limits>;
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
/** How long requests under way may take once the server is told to stop. */
const GRACE_MS = 10_000;

interface StoppableQueue extends ImportQueue {
  stop(): Promise<void>;
}

async function startQueue(
  { database, storage }: Installation,
  concurrency: number,
  log: ServerLog,
): Promise<StoppableQueue> {
  const { enqueueImports, startWorkers } = await import('./jobs/index.ts');
  if (concurrency > 0) {
    const { runImportJob } = await import('./run-import-job.ts');
    return startWorkers({ database, storage, log, concurrency, runImport: runImportJob });
  }
  const { prepareQueue } = await import('../queue/index.ts');
  await prepareQueue({ connection: database.connection, log });
  return {
    enqueueImport: (root_account_id, connection) => enqueueImports(connection, root_account_id),
    stop: async () => {},
  };
}

/** Waits for requests under way, but not for ever. */
async function closeApp(app: FastifyInstance, dropSilentConnections: () => void): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
  const closed = app.close();
  dropSilentConnections();
  await closed;
  clearTimeout(timer);
}

function urlOf(app: FastifyInstance, host: string): string {
  const { port } = app.server.address() as AddressInfo;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** Starts a server that answers and imports; throws, with everything closed again, when it cannot. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const log = await openLog(options.log_level ?? 'silent');
  // Reading the code takes as long as opening the database, so both happen at once.
  const [installation, { buildApp }] = await Promise.all([
    openInstallation(options, log),
    import('./app.ts'),
  ]);
  const closers = [() => installation.database.close()];
  const close = async (): Promise<void> => {
    const closer = closers.pop();
    if (closer === undefined) return;
    // One that fails must not keep the rest open.
    await closer().finally(close);
  };
  try {
    const { site_admin, issued_token } = await bootstrap(installation.database.pool, {
      ...(options.token === undefined ? {} : { token: options.token }),
      issue_token: options.issue_token ?? false,
    });
    const queue = await startQueue(installation, options.workers ?? DEFAULT_WORKERS, log);
    closers.push(() => queue.stop());
    const token = makeToken();
    const app = buildApp({
      ...installation,
      queue,
      log,
      own_token: { token, user_id: site_admin.user_id },
      limits: options.limits ?? {},
      trust_proxy: options.trust_proxy ?? false,
    });
    const dropSilentConnections = watchSilentConnections(app.server);
    closers.push(() => closeApp(app, dropSilentConnections));
    await app.listen({ port: options.port, host: options.host });
    const url = urlOf(app, options.host);
    return { url, token, ...(issued_token === null ? {} : { token_printed_once: issued_token }), close };
  } catch (error) {
    await close();
    throw error;
  }
}
