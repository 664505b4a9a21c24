import { type Command, InvalidArgumentError, Option } from 'commander';
import { readCount } from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { watchStatuses } from '../exit-status.ts';
import type { Limit, Schedule } from '../profiles/index.ts';
import { parseLimit, parseSchedule, parseWebhookAddress, webhookBodies } from '../profiles/index.ts';
import { JsonFault } from '../profiles/parse-commented-json.ts';
import type { CommandContext } from '../program.ts';
import { splitWords } from '../split-words.ts';

interface ParsedOptions {
  readonly tokenFile?: string;
  readonly account?: string;
  readonly dataSet?: string;
  readonly by?: string;
  readonly timeZone?: string;
  readonly days?: string;
  readonly stuckAfter?: number;
  readonly heldAfter: number;
  readonly maxShrink?: Limit;
  readonly history: number;
  readonly leastRows: number;
  readonly webhook?: string;
  readonly webhookSecretFile?: string;
  readonly webhookBody?: (typeof webhookBodies)[number];
  readonly command?: readonly string[];
  readonly commandTimeout: number;
  readonly repeatAfter?: number;
  readonly follow?: true;
  readonly every: number;
  readonly quiet?: true;
  readonly json?: true;
}

const details = `
Looks at the imports of a rollcall or a Canvas, and tells when one is missing,
late, stuck, held or smaller than usual, failed, or ended in a way that looks
fine and is not: one line for each finding, for cron, Nagios or CI. When an
import is expected stands in the schedule of the profile, or in --by. Webhook
and command hear of each finding once, and of its end. The address of a webhook
may be in ROLLCALL_WATCH_WEBHOOK and its secret in ROLLCALL_WATCH_SECRET, or
both in the profile. docs/watch.md tells more.`;

function readLimit(text: string): Limit {
  const limit = parseLimit(text);
  if (limit !== null) return limit;
  throw new InvalidArgumentError('It must be a number of rows or a percentage such as 30%.');
}

function readWebhook(text: string): string {
  const url = parseWebhookAddress(text);
  if (url !== null) return url;
  throw new InvalidArgumentError('It must be an address such as https://chat.example/hook.');
}

function readWords(text: string): readonly string[] {
  const words = splitWords(text);
  if (words.length > 0) return words;
  throw new InvalidArgumentError('It must name a program.');
}

/** The schedule of the command line; null where it says nothing. */
function readSchedule(command: Command, { by, timeZone, days }: ParsedOptions): Schedule | null {
  if (by === undefined) {
    if (timeZone ?? days) command.error('error: --time-zone and --days belong to --by.');
    return null;
  }
  const given = { by, time_zone: timeZone, days: days?.split(',') };
  try {
    return parseSchedule(
      Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    );
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return command.error(`error: ${error.message}`);
  }
}

function declareExpectations(command: Command): Command {
  return command
    .option('--data-set <identifier>', 'judge the imports of this data set alone (default: the profile’s)')
    .option('--by <HH:MM>', 'time by which an import must have ended, instead of the profile’s schedule')
    .option('--time-zone <name>', 'time zone of that time (default: the one of this machine)')
    .option('--days <days>', 'days on which imports are expected, such as mon,tue (default: every day)')
    .option(
      '--stuck-after <minutes>',
      'how long an import may stand still (default: the profile’s, or 120)',
      readCount(1),
    )
    .option('--held-after <minutes>', 'how long an import may wait for approval', readCount(0), 60)
    .option(
      '--max-shrink <limit>',
      'by how much an import may be smaller (default: the profile’s, or 30%)',
      readLimit,
    )
    .option('--history <imports>', 'how many imports before it are compared', readCount(3, 100), 10)
    .option('--least-rows <rows>', 'say nothing of sizes below', readCount(0), 50);
}

function declareAlerts(command: Command): Command {
  return command
    .option('--webhook <url>', 'post alerts to this address', readWebhook)
    .option('--webhook-secret-file <file>', 'file with the secret that signs them')
    .addOption(
      new Option('--webhook-body <body>', 'all there is, or a text alone (default: full)').choices(
        webhookBodies,
      ),
    )
    .option('--command <words>', 'run this program with alerts on its stdin, without a shell', readWords)
    .option('--command-timeout <seconds>', 'how long it may take', readCount(1, 3600), 60)
    .option('--repeat-after <minutes>', 'tell again of what lasts (default: once)', readCount(1));
}

const use: Use = {
  details,
  examples: [
    ['rollcall watch production', 'Look once, and print what is wrong: for Nagios and CI.'],
    ['rollcall watch production --quiet', 'For cron: print only what is new, and what is over.'],
    ['rollcall watch --by 03:30 --days mon,tue,wed,thu,fri', 'Say here when an import is expected.'],
    [
      "rollcall watch production --follow --command 'page --team sis'",
      'Keep looking, and run a program with what is found.',
    ],
  ],
  statuses: watchStatuses,
};

/** `rollcall watch`. */
export function declareWatch(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  command
    .argument('[profile]', 'a profile, or the address of a server (default: the only profile)')
    .option('--token-file <file>', 'file with the access token; else ROLLCALL_TOKEN or the profile')
    .option('--account <id>', 'another account, by id or as sis_account_id:...');
  declareAlerts(declareExpectations(command))
    .option('--follow', 'keep looking until Ctrl-C, and print what is new and what is over')
    .option('--every <seconds>', 'with --follow: how often to look', readCount(1, 86_400), 60)
    .option('--quiet', 'print only what was not printed before; nothing when all is well')
    .option('--json', 'print an object; with --follow one per line')
    .action(async (profile: string | undefined, options: ParsedOptions) => {
      const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
      const schedule = readSchedule(command, options);
      const { runWatch } = await import('../watch/run-watch.ts');
      const given = {
        color,
        schedule,
        account: options.account,
        token_file: options.tokenFile,
        data_set: options.dataSet ?? null,
        stuck_after_minutes: options.stuckAfter ?? null,
        held_after_minutes: options.heldAfter,
        max_shrink: options.maxShrink ?? null,
        history: options.history,
        least_rows: options.leastRows,
        repeat_after_minutes: options.repeatAfter ?? null,
        webhook: options.webhook ?? null,
        webhook_secret_file: options.webhookSecretFile ?? null,
        webhook_body: options.webhookBody ?? null,
        command: options.command ?? null,
        command_timeout_seconds: options.commandTimeout,
        follow: options.follow ?? false,
        every_seconds: options.every,
        quiet: options.quiet ?? false,
        json: options.json ?? false,
      };
      finish(await runWatch(profile, given, surroundings));
    });
}
