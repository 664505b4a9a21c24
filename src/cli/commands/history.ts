import { type Command, Option } from 'commander';
import { readCount } from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { usualStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';
import { type ListFormat, listFormats } from '../status/render-list.ts';

interface ParsedOptions {
  readonly account?: string;
  readonly limit: number;
  readonly format: ListFormat;
}

const use: Use = {
  details: `
Lists the runs of rollcall submit for a profile on this machine, newest first:
what was sent and what became of it, or why nothing was. Asks no server, and
needs no token; the end of an import that nobody waited for is known after the
next run.`,
  examples: [
    ['rollcall history production', 'What was sent with that profile, and what was refused.'],
    ['rollcall history production --limit 100 --format csv', 'The same for a spreadsheet.'],
  ],
  statuses: usualStatuses,
};

/** `rollcall history`. */
export function declareHistory(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  command
    .argument('[profile]', 'a profile, or the address of a server (default: the only profile)')
    .option('--account <id>', 'another account, by id or as sis_account_id:...')
    .option('--limit <count>', 'how many at most', readCount(1), 20)
    .addOption(new Option('--format <format>', 'how to show them').choices(listFormats).default('text'))
    .action(async (profile: string | undefined, { account, limit, format }: ParsedOptions) => {
      const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
      const { runHistory } = await import('../status/run-history.ts');
      finish(await runHistory(profile, { account, color, limit, format }, surroundings));
    });
}
