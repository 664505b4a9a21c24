import { type Command, InvalidArgumentError, Option } from 'commander';
import { importStates } from '../../client/index.ts';
import {
  declareConnectionOptions,
  type ParsedConnectionOptions,
  readConnectionOptions,
  readCount,
} from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { usualStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';
import { type ListFormat, listFormats } from '../status/render-list.ts';
import { parseTime } from '../status/times.ts';

type State = (typeof importStates)[number];

interface ParsedOptions extends ParsedConnectionOptions {
  readonly state?: readonly State[];
  readonly since?: Date;
  readonly before?: Date;
  readonly limit: number;
  readonly format: ListFormat;
}

const use: Use = {
  details: `
Lists the imports of an account, newest first. Works with rollcall and with
Canvas. A time is a day such as 2026-11-24, a day and a time (in UTC where it
names no zone), or how long ago: 90m, 36h, 7d.`,
  examples: [
    ['rollcall list --to production --limit 5', 'The five newest imports.'],
    ['rollcall list --since 7d --state failed aborted', 'What went wrong within a week.'],
    ['rollcall list --to production --format csv', 'The same for a spreadsheet.'],
  ],
  statuses: usualStatuses,
};

function readTime(text: string): Date {
  const time = parseTime(text, Date.now());
  if (time !== null) return time;
  throw new InvalidArgumentError('It must be a time such as 2026-11-24, 2026-11-24T06:00Z or 7d.');
}

/** `rollcall list`. */
export function declareList(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  declareConnectionOptions(command)
    .addOption(new Option('--state <states...>', 'only imports in these states').choices(importStates))
    .option('--since <time>', 'only imports made after it', readTime)
    .option('--before <time>', 'only imports made before it', readTime)
    .option('--limit <count>', 'how many at most', readCount(1), 20)
    .addOption(new Option('--format <format>', 'how to show them').choices(listFormats).default('text'))
    .action(async (options: ParsedOptions) => {
      const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
      const { runList } = await import('../status/run-list.ts');
      const { format, limit, state = [], since = null, before = null } = options;
      const asked = { color, format, limit, states: state, since, before };
      finish(await runList({ ...readConnectionOptions(options), ...asked }, surroundings));
    });
}
