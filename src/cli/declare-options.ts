import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError } from './exit-status.ts';
import type { Surroundings } from './surroundings.ts';

/** Reads a whole number of at least `least` and at most `most`. */
export function readCount(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!Number.isSafeInteger(count) || count < least || count > most) {
      const bounds = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
      throw new InvalidArgumentError(`It must be a whole number ${bounds}.`);
    }
    return count;
  };
}

/** Adds the options that pick the database. */
export function declareDatabaseOptions(command: Command): Command {
  return command
    .option(
      '--data <folder>',
      'folder of the embedded database and the stored files (default: rollcall in your data directory)',
    )
    .option(
      '--database-url <url>',
      'use a PostgreSQL server; better set in DATABASE_URL, as it holds a password',
    );
}

/** Adds the options of the commands that speak to a server; `account` says what kind of account they are about. */
export function declareConnectionOptions(command: Command, account = 'root account'): Command {
  return declareDatabaseOptions(command)
    .option('--to <profile>', 'a profile or an address: use that server instead of starting one')
    .option('--token-file <file>', 'file with the access token for --to; else ROLLCALL_TOKEN or the profile')
    .option('--account <id>', `${account}, by id or as sis_account_id:... (default: the profile's, or self)`);
}

/** What commander makes of the options above. */
export interface ParsedConnectionOptions {
  readonly data?: string;
  readonly databaseUrl?: string;
  readonly to?: string;
  readonly tokenFile?: string;
  readonly account?: string;
}

/** Commander names options in camelCase; beyond it they are data. */
export function readConnectionOptions({
  data,
  databaseUrl,
  to,
  tokenFile,
  account,
}: ParsedConnectionOptions) {
  return { data, database_url: databaseUrl, to, token_file: tokenFile, account };
}

/** Adds the option of the commands that send webhooks. */
export function declareWebhookOption(command: Command): Command {
  return command.option(
    '--webhook-networks <networks>',
    'networks that webhooks may lead to besides public addresses, such as 10.1.0.0/16,fd00::/8, or ROLLCALL_WEBHOOK_NETWORKS',
  );
}

/** The networks of the option, else those of the environment; none where neither names any. */
export function readWebhookNetworks(
  given: string | undefined,
  { ROLLCALL_WEBHOOK_NETWORKS: text = '' }: Surroundings['env'],
): readonly string[] {
  const networks = (given ?? text).split(',').map((network) => network.trim());
  return networks.filter((network) => network !== '');
}

/** How much a service tells in its log. */
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** Adds the option of the commands that run on and log. */
export function declareLogOption(command: Command): Command {
  const levels: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];
  return command.addOption(
    new Option('--log-level <level>', 'how much to log').choices(levels).default('info' satisfies LogLevel),
  );
}

const readDays = readCount(1, 36_500);

/** Adds the option of the commands that remove what is too old. */
export function declareRetentionOption(command: Command): Command {
  return command.option(
    '--retention-days <days>',
    'days to keep messages, stored files and what imports changed, or ROLLCALL_RETENTION_DAYS (default: 30)',
    readDays,
  );
}

/** The days of the option, else those of the environment; nothing where neither says how many. */
export function readRetention(
  given: number | undefined,
  { ROLLCALL_RETENTION_DAYS: text }: Surroundings['env'],
): { readonly retention_days?: number } {
  if (given !== undefined) return { retention_days: given };
  if (!text) return {};
  try {
    return { retention_days: readDays(text) };
  } catch (error) {
    throw new CommandError(`ROLLCALL_RETENTION_DAYS: ${error instanceof Error ? error.message : error}`);
  }
}
