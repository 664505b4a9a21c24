import type { Command } from 'commander';
import { readCount } from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { CommandError, exitStatus, serviceStatuses } from '../exit-status.ts';
import { openPlace } from '../open-connection.ts';
import type { CommandContext } from '../program.ts';
import { declareServiceOptions, readServiceOptions, type ServiceOptions } from '../service-options.ts';

interface ParsedOptions extends ServiceOptions {
  readonly concurrency: number;
}

const details = `
Runs the imports that wait, and takes over those of a worker that died; sends
webhooks. It needs the database of the server and, for the uploaded files, its
data folder or its --storage. Log lines go to stderr, as JSON.`;

const use: Use = {
  details,
  examples: [
    ['rollcall worker --data /srv/rollcall', 'Work for the server of that data folder.'],
    [
      'rollcall worker --database-url postgres:///rollcall --concurrency 4',
      'Import for four root accounts at once.',
    ],
  ],
  statuses: serviceStatuses,
};

/** `rollcall worker`. */
export function declareWorker(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  declareServiceOptions(command)
    .option('--concurrency <count>', 'root accounts to import for at the same time', readCount(1), 2)
    .action(async (options: ParsedOptions) => {
      const { env } = surroundings;
      const service = readServiceOptions(options, env);
      const signal = surroundings.listenForInterrupt();
      const { server, place } = await openPlace({ ...options, database_url: options.databaseUrl }, env);
      try {
        await server.startWorker({ ...place, ...service, workers: options.concurrency, signal });
      } catch (error) {
        throw new CommandError('The worker could not be started.', exitStatus.not_started, error);
      }
      finish(exitStatus.done);
    });
}
