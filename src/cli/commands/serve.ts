import type { Command } from 'commander';
import { readCount } from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { CommandError, exitStatus, serviceStatuses } from '../exit-status.ts';
import { openPlace, warnOfToken } from '../open-connection.ts';
import type { CommandContext } from '../program.ts';
import { declareServiceOptions, readServiceOptions, type ServiceOptions } from '../service-options.ts';
import type { Surroundings } from '../surroundings.ts';

interface ParsedOptions extends ServiceOptions {
  readonly port: number;
  readonly host: string;
  readonly workers: number;
  readonly token?: string;
  readonly trustProxy?: true;
}

const details = `
The first start makes root account 1, a site admin and an access token, which is
printed once. A token of your own in ROLLCALL_TOKEN takes its place. The server
speaks plain HTTP: put a proxy with TLS in front of it before it is reached from
elsewhere. Log lines go to stderr, as JSON.`;

async function serve(options: ParsedOptions, surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, env } = surroundings;
  const interrupt = surroundings.listenForInterrupt();
  if (options.token) warnOfToken(stderr);
  const token = options.token ?? env.ROLLCALL_TOKEN;
  const {
    server: { startServer },
    place,
  } = await openPlace({ ...options, database_url: options.databaseUrl }, env);
  const server = await startServer({
    ...place,
    ...readServiceOptions(options, env),
    port: options.port,
    host: options.host,
    workers: options.workers,
    trust_proxy: options.trustProxy ?? false,
    ...(token ? { token } : { issue_token: true }),
  }).catch((error: unknown) => {
    throw new CommandError('The server could not be started.', exitStatus.not_started, error);
  });
  stdout.write(`rollcall listens on ${server.url}\n`);
  if (server.token_printed_once)
    stdout.write(`access token, shown only this once: ${server.token_printed_once}\n`);
  if (!interrupt.aborted) {
    await new Promise<void>((resolve) =>
      interrupt.addEventListener('abort', () => resolve(), { once: true }),
    );
  }
  await server.close();
  return exitStatus.done;
}

const use: Use = {
  details,
  examples: [
    ['rollcall serve', 'Serve on http://127.0.0.1:3000, with a database of its own.'],
    [
      'rollcall serve --data /srv/rollcall --port 8080 --trust-proxy',
      'Keep everything in that folder, behind a proxy with TLS.',
    ],
    [
      'rollcall serve --database-url postgres:///rollcall --workers 0',
      'Use a PostgreSQL server, and leave the imports to rollcall worker.',
    ],
  ],
  statuses: serviceStatuses,
};

/** `rollcall serve`. */
export function declareServe(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  command
    .option('--port <port>', 'port to listen on; 0 picks a free one', readCount(0, 65_535), 3000)
    .option('--host <address>', 'address to listen on; 0.0.0.0 means every one', '127.0.0.1');
  declareServiceOptions(command)
    .option(
      '--workers <count>',
      'root accounts to import for at once; 0 leaves it to rollcall worker',
      readCount(0),
      2,
    )
    .option('--token <token>', 'access token of the site admin; better set in ROLLCALL_TOKEN')
    .option('--trust-proxy', 'believe X-Forwarded-* headers; only behind a proxy that sets them')
    .action(async (options: ParsedOptions) => finish(await serve(options, surroundings)));
}
