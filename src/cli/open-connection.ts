import { existsSync } from 'node:fs';
import { type Client, createClient } from '../client/index.ts';
import { CommandError, exitStatus } from './exit-status.ts';
import { connectTarget, resolveTarget, type Target } from './profiles/index.ts';
import type { Surroundings } from './surroundings.ts';

/** Which server a command talks to: a running one, or one that it starts for itself. */
export interface ConnectionOptions {
  /** A profile, or the address of a running server. */
  readonly to?: string | undefined;
  readonly token_file?: string | undefined;
  /** The data folder of the server that is started here. */
  readonly data?: string | undefined;
  readonly database_url?: string | undefined;
  /** An account id or its SIS form; else the profile's, or `self`. */
  readonly account?: string | undefined;
  /** No remarks on stderr. */
  readonly quiet?: boolean;
  /** What a server that is started here is for; `requests` alone need no worker. */
  readonly only: 'imports' | 'reports' | 'requests';
}

export interface Connection {
  readonly client: Client;
  readonly account_id: string;
  /** The running server that was named; null for one that was started here. */
  readonly target: Target | null;
  /** Ends what was started for the connection. */
  readonly close: () => Promise<void>;
}

async function connectTo(
  to: string,
  options: ConnectionOptions,
  surroundings: Surroundings,
): Promise<Connection> {
  if (options.data ?? options.database_url) {
    throw new CommandError(
      '--to names a running server, which has its own database: leave out --data and --database-url.',
    );
  }
  const target = await resolveTarget(to, options, surroundings);
  return { client: connectTarget(target), account_id: target.account_id, target, close: async () => {} };
}

/** Says that a command line is no place for a secret. */
export function warnOfToken(stderr: Surroundings['stderr']): void {
  stderr.write(
    'rollcall: everybody on this machine can see --token in the list of processes; ROLLCALL_TOKEN they cannot.\n',
  );
}

/** What the command line says of the database. */
export interface PlaceOptions {
  readonly data?: string | undefined;
  readonly database_url?: string | undefined;
  /** Where stored files are kept, if not in the data folder. */
  readonly storage?: string | undefined;
}

/** Loads the server's code and tells where its data is: by the options, the environment or the default. */
export async function openPlace(options: PlaceOptions, env: Surroundings['env']) {
  const server = await import('../server/index.ts');
  const { url, data_dir } = server.resolveDatabaseOptions(options, env);
  // As for the database: a data folder named by hand means its own files.
  const storage = options.storage || (options.data ? '' : env.ROLLCALL_STORAGE);
  return {
    server,
    place: { data_dir, ...(url ? { database_url: url } : {}), ...(storage ? { storage } : {}) },
  };
}

async function startOwn(options: ConnectionOptions, { env, stderr }: Surroundings): Promise<Connection> {
  const {
    server: { startServer },
    place,
  } = await openPlace(options, env);
  if (!('database_url' in place) && !options.quiet && !existsSync(place.data_dir)) {
    stderr.write(`creating a database in ${place.data_dir}\n`);
  }
  const { only } = options;
  try {
    const server = await startServer({
      ...place,
      port: 0,
      host: '127.0.0.1',
      ...(only === 'requests' ? { workers: 0 } : { workers: 1, only }),
    });
    const account_id = options.account ?? 'self';
    const client = createClient({ base_url: server.url, token: server.token, account_id });
    return { client, account_id, target: null, close: () => server.close() };
  } catch (error) {
    throw new CommandError('The server could not be started.', exitStatus.not_started, error);
  }
}

/**
 * Connects to the server that `to` means, or starts one for this command alone: on the loopback interface, on a port
 * of its own, with a token that nobody else learns.
 * @throws CommandError when there is no server to be had.
 */
export async function openConnection(
  options: ConnectionOptions,
  surroundings: Surroundings,
): Promise<Connection> {
  return options.to ? connectTo(options.to, options, surroundings) : startOwn(options, surroundings);
}
