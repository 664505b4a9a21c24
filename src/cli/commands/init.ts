import { type Command, InvalidArgumentError, Option } from 'commander';
import { describeUse, type Use } from '../describe-use.ts';
import { CommandError, usualStatuses } from '../exit-status.ts';
import type { WrittenProfile } from '../profiles/write-profile.ts';
import type { CommandContext } from '../program.ts';
import { splitWords } from '../split-words.ts';

interface ParsedOptions {
  readonly baseUrl?: string;
  readonly account?: string;
  readonly tokenEnv?: string;
  readonly tokenFile?: string;
  readonly tokenCommand?: string;
  readonly dataSet?: string;
  readonly default: readonly Pair[];
  readonly by?: string;
  readonly timeZone?: string;
  readonly days?: string;
  readonly maxDeletes?: string;
  readonly maxChange?: string;
  readonly maxShrink?: string;
  readonly minRows: readonly Pair[];
  readonly overwrite?: true;
}

type Pair = readonly [name: string, value: unknown];

const details = `
Asks for what a profile holds; with --base-url it asks nothing and takes the
options. The profile goes into $ROLLCALL_CONFIG or rollcall/config.jsonc in your
folder of configurations, with what is there already left as it is.
docs/profiles.md explains every setting.`;

function readValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d+$/.test(text) ? Number(text) : text;
}

function collectPair(text: string, before: readonly Pair[]): readonly Pair[] {
  const [, name, value] = /^([a-z_]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Say <name>=<value>.');
  return [...before, [name, readValue(value)]];
}

/** An object of those values that are there; undefined when none is. */
function some(values: Readonly<Record<string, unknown>>): WrittenProfile | undefined {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

/** The profile that the options describe; null where they leave it to be asked for. */
async function readOptions(options: ParsedOptions): Promise<WrittenProfile | null> {
  const { writtenLimit } = await import('../init/ask.ts');
  const { baseUrl, account, tokenEnv, tokenFile, tokenCommand, dataSet, by, timeZone, days } = options;
  const limit = (text: string | undefined) => (text === undefined ? undefined : writtenLimit(text));
  const written = some({
    base_url: baseUrl,
    account,
    token: some({
      env: tokenEnv,
      file: tokenFile,
      command: tokenCommand === undefined ? undefined : splitWords(tokenCommand),
    }),
    data_set: dataSet,
    defaults: some(Object.fromEntries(options.default)),
    schedule: some({ by, time_zone: timeZone, days: days?.split(',') }),
    guards: some({
      max_deletes: limit(options.maxDeletes),
      max_change: limit(options.maxChange),
      min_rows: some(Object.fromEntries(options.minRows)),
      max_shrink: limit(options.maxShrink),
    }),
  });
  if (written && baseUrl === undefined)
    throw new CommandError('The options of a profile begin with --base-url.');
  return written ?? null;
}

const use: Use = {
  details,
  examples: [
    ['rollcall init', 'Ask for what a profile holds, and write the profile default.'],
    [
      'rollcall init production --base-url https://school.example --token-env TOKEN',
      'Write the profile production, and ask nothing.',
    ],
  ],
  statuses: usualStatuses,
};

/** `rollcall init`. */
export function declareInit(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  command
    .argument('[name]', 'what the profile shall be called', 'default')
    .option('--base-url <url>', 'address of the server')
    .option('--account <id>', 'account, by id or as sis_account_id:... (default: self)')
    .addOption(
      new Option('--token-env <name>', 'variable of the environment that holds the token').conflicts([
        'tokenFile',
        'tokenCommand',
      ]),
    )
    .addOption(new Option('--token-file <file>', 'file that holds the token').conflicts('tokenCommand'))
    .option('--token-command <words>', 'command that prints the token')
    .option('--data-set <identifier>', 'diffing_data_set_identifier of its imports')
    .option('--default <name=value>', 'an option that its imports take, any number of times', collectPair, [])
    .option('--by <HH:MM>', 'time by which an import must have ended')
    .option('--time-zone <name>', 'time zone of that time')
    .option('--days <days>', 'days on which imports are expected, such as mon,tue')
    .option('--max-deletes <limit>', 'most rows that may ask for a delete: 200 or 5%')
    .option('--max-change <limit>', 'most rows that may differ from the last import')
    .option('--max-shrink <limit>', 'by how much an upload may be smaller')
    .option('--min-rows <type=rows>', 'rows that must be there, such as users=1000', collectPair, [])
    .option('--overwrite', 'write over a profile of that name')
    .action(async (name: string, options: ParsedOptions) => {
      const written = await readOptions(options);
      const { runInit } = await import('../init/run-init.ts');
      finish(await runInit(name, { written, overwrite: options.overwrite ?? false }, surroundings));
    });
}
