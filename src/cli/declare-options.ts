import { type Command, InvalidArgumentError } from 'commander';
import { CommandError } from './exit-status.ts';

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

/** Adds the argument and the options of the commands that put an import back. */
export function declarePutBackOptions(command: Command): Command {
  return command
    .argument('<id>', 'the number of the SIS import', readCount(1))
    .option('--no-wait', 'ask a running server (--to) for it, and do not wait for its end')
    .option('--json', 'print the Progress object and nothing else');
}

/** What commander makes of them. */
export interface ParsedPutBackOptions extends ParsedConnectionOptions {
  readonly wait: boolean;
  readonly json?: true;
}

/** The same as data. */
export function readPutBackOptions(command: Command, options: ParsedPutBackOptions) {
  if (!options.wait && options.to === undefined) {
    // A server of the command's own ends with it, and the work would lie about until somebody starts another.
    throw new CommandError('--no-wait needs a running server: name it with --to.');
  }
  const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
  const json = options.json ?? false;
  return { ...readConnectionOptions(options), color, json, quiet: json, wait: options.wait };
}
