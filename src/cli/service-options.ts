import { type Command, Option } from 'commander';
import { declareDatabaseOptions, readCount } from './declare-options.ts';
import { CommandError } from './exit-status.ts';
import type { Surroundings } from './surroundings.ts';

/** How much a service tells in its log. */
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** What commander makes of the options of a service. */
export interface ServiceOptions {
  readonly data?: string;
  readonly databaseUrl?: string;
  readonly storage?: string;
  readonly logLevel: LogLevel;
  readonly retentionDays?: number;
  readonly startDelay?: number;
  readonly webhookNetworks?: string;
}

const logLevels: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

const readDays = readCount(1, 36_500);
const readDelay = readCount(0, 24 * 60 * 60);

/** Adds the options of the commands that run on: where their data is, and what they do by themselves. */
export function declareServiceOptions(command: Command): Command {
  return declareDatabaseOptions(command)
    .option(
      '--storage <address>',
      'a folder or s3://bucket/prefix for stored files, or ROLLCALL_STORAGE (default: in the data folder)',
    )
    .addOption(
      new Option('--log-level <level>', 'how much to log')
        .choices(logLevels)
        .default('info' satisfies LogLevel),
    )
    .option(
      '--retention-days <days>',
      'days to keep messages, stored files and what imports changed, or ROLLCALL_RETENTION_DAYS (default: 30)',
      readDays,
    )
    .option(
      '--start-delay <seconds>',
      'seconds after its creation that an import may start, or ROLLCALL_START_DELAY (default: 0)',
      readDelay,
    )
    .option(
      '--webhook-networks <networks>',
      'networks that webhooks may lead to besides public addresses, such as 10.1.0.0/16,fd00::/8, or ROLLCALL_WEBHOOK_NETWORKS',
    );
}

/** What the options, and else the environment, say of a service. */
export function readServiceOptions(options: ServiceOptions, env: Surroundings['env']) {
  return {
    log_level: options.logLevel,
    webhook_networks: readNetworks(options.webhookNetworks ?? env.ROLLCALL_WEBHOOK_NETWORKS ?? ''),
    ...given('retention_days', options.retentionDays ?? readOf(env, 'ROLLCALL_RETENTION_DAYS', readDays)),
    ...given('start_delay_seconds', options.startDelay ?? readOf(env, 'ROLLCALL_START_DELAY', readDelay)),
  };
}

function given<K extends string>(name: K, value: number | undefined): { readonly [name in K]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [name in K]: number });
}

/** A number of the environment; undefined where it has none. */
function readOf(env: Surroundings['env'], name: string, read: (text: string) => number): number | undefined {
  const text = env[name];
  if (!text) return undefined;
  try {
    return read(text);
  } catch (error) {
    throw new CommandError(`${name}: ${error instanceof Error ? error.message : error}`);
  }
}

function readNetworks(text: string): readonly string[] {
  const networks = text.split(',').map((network) => network.trim());
  return networks.filter((network) => network !== '');
}
