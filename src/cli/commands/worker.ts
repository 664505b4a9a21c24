import type { Command } from 'commander';
import {
  declareDatabaseOptions,
  declareLogOption,
  declareRetentionOption,
  declareWebhookOption,
  type LogLevel,
  readCount,
  readRetention,
  readWebhookNetworks,
} from '../declare-options.ts';
import { CommandError, exitStatus, serviceStatusHelp } from '../exit-status.ts';
import { openPlace } from '../open-connection.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions {
  readonly data?: string;
  readonly databaseUrl?: string;
  readonly concurrency: number;
  readonly logLevel: LogLevel;
  readonly retentionDays?: number;
  readonly webhookNetworks?: string;
}

const details = `
Runs the imports that wait, and takes over those of a worker that died; sends
webhooks. It needs the database of the server and, for the uploaded files, its
data folder. Log lines go to stderr, as JSON.
${serviceStatusHelp}`;

/** `rollcall worker`. */
export function declareWorker(command: Command, { surroundings, finish }: CommandContext): void {
  declareWebhookOption(declareRetentionOption(declareLogOption(declareDatabaseOptions(command))))
    .option('--concurrency <count>', 'root accounts to import for at the same time', readCount(1), 2)
    .addHelpText('after', details)
    .action(async ({ data, databaseUrl, ...options }: ParsedOptions) => {
      const retention = readRetention(options.retentionDays, surroundings.env);
      const signal = surroundings.listenForInterrupt();
      const { server, place } = await openPlace({ data, database_url: databaseUrl }, surroundings.env);
      try {
        await server.startWorker({
          ...place,
          ...retention,
          workers: options.concurrency,
          webhook_networks: readWebhookNetworks(options.webhookNetworks, surroundings.env),
          log_level: options.logLevel,
          signal,
        });
      } catch (error) {
        throw new CommandError('The worker could not be started.', exitStatus.not_started, error);
      }
      finish(exitStatus.done);
    });
}
