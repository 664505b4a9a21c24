import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.ts';
import { makeToken } from './auth/hash-token.ts';
import { bootstrap } from './bootstrap.ts';
import type { ImportQueue } from './context.ts';
import type { Installation } from './open-installation.ts';
import type { ServerLog } from './server-log.ts';
import { watchSilentConnections } from './silent-connections.ts';
import type { RunningServer, ServerOptions } from './start-server.ts';
import { type DeliveryRules, deliveryRules } from './webhooks/send-delivery.ts';

/** How long requests under way may take once the server is told to stop. */
const GRACE_MS = 10_000;

interface StoppableQueue extends ImportQueue {
  stop(): Promise<void>;
}

async function startQueue(
  { database, storage }: Installation,
  { workers: concurrency, only, retention_days, start_delay_seconds }: ComposeOptions,
  delivery_rules: DeliveryRules,
  log: ServerLog,
): Promise<StoppableQueue> {
  const { enqueueImports, enqueuePutBack, startWorkers } = await import('./jobs/index.ts');
  if (concurrency > 0) {
    const { giveUpImportJob, runImportJob } = await import('./run-import-job.ts');
    const run = { runImport: runImportJob, giveUpImport: giveUpImportJob };
    const work = { log, concurrency, only, retention_days, start_delay_seconds, delivery_rules, ...run };
    return startWorkers({ database, storage, ...work });
  }
  const { prepareQueue } = await import('../queue/index.ts');
  await prepareQueue({ connection: database.connection, log });
  return {
    enqueueImport: (root_account_id, connection) => enqueueImports(connection, root_account_id),
    enqueuePutBack: (request, connection) => enqueuePutBack(connection, request),
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

async function listen(app: FastifyInstance, { port, host }: ServerOptions): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (error) {
    const fault = listenFaults[(error as NodeJS.ErrnoException).code ?? ''];
    throw fault === undefined ? error : new Error(fault(host, port), { cause: error });
  }
}

/** What a person can do something about. */
const listenFaults: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) => `Port ${port} of ${host} is in use by another program.`,
  EACCES: (_host, port) => `This user may not listen on port ${port}; those from 1024 on are open to all.`,
  EADDRNOTAVAIL: (host) => `${host} is no address of this machine.`,
  ENOTFOUND: (host) => `There is no host ${host}.`,
};

function urlOf(app: FastifyInstance, host: string): string {
  const { port } = app.server.address() as AddressInfo;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** A server's options, its number of workers decided. */
export interface ComposeOptions extends ServerOptions {
  readonly workers: number;
}

/** Starts the parts of a server on an open installation; closes everything again when one of them fails. */
export async function composeServer(
  installation: Installation,
  options: ComposeOptions,
  log: ServerLog,
): Promise<RunningServer> {
  const closers = [() => installation.database.close()];
  const close = async (): Promise<void> => {
    const closer = closers.pop();
    if (closer === undefined) return;
    // One that fails must not keep the rest open.
    await closer().finally(close);
  };
  try {
    const delivery_rules = deliveryRules(options.webhook_networks);
    const { site_admin, issued_token } = await bootstrap(installation.database.pool, {
      ...(options.token === undefined ? {} : { token: options.token }),
      issue_token: options.issue_token ?? false,
    });
    const queue = await startQueue(installation, options, delivery_rules, log);
    closers.push(() => queue.stop());
    const token = makeToken();
    const app = buildApp({
      ...installation,
      queue,
      log,
      own_token: { token, user_id: site_admin.user_id },
      limits: options.limits ?? {},
      delivery_rules,
      trust_proxy: options.trust_proxy ?? false,
    });
    const dropSilentConnections = watchSilentConnections(app.server);
    closers.push(() => closeApp(app, dropSilentConnections));
    await listen(app, options);
    const url = urlOf(app, options.host);
    return { url, token, ...(issued_token === null ? {} : { token_printed_once: issued_token }), close };
  } catch (error) {
    await close();
    throw error;
  }
}
