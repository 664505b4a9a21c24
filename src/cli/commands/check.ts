import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Severity } from '../../check/index.ts';
import { type CheckCommandOptions, checkFormats } from '../check/run-check.ts';
import { readCount } from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { checkStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions {
  readonly format: CheckCommandOptions['format'];
  readonly failOn: Severity | 'never';
  readonly assume?: readonly string[];
  readonly limit: number;
  readonly examples?: number;
  readonly against?: string;
  readonly fix?: string;
}

// What a person looks at of one cause, and what a program is given.
const PLACES_READ = 3;
const PLACES_KEPT = 100;

const details = `
Says what an import into an account that holds nothing else would refuse, and
what it would take without a word although it cannot be meant. Findings with
one cause are shown as one. The files are not sent anywhere, and only read.

--assume names what the server has already: files of the same form, such as
an earlier export (rollcall export) or the report sis_export_csv of Canvas.
--against fetches that report from the server of a profile.

--fix corrects encodings, separators, stray quotes, misspelt columns, parents
below their children and repeated rows. It writes over no file.`;

function readMany(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  try {
    return readCount(1)(text);
  } catch {
    throw new InvalidArgumentError('It must be a whole number of at least 1, or "all".');
  }
}

const use: Use = {
  details,
  examples: [
    ['rollcall check /srv/sis/out', 'Show what is wrong with the CSV files of a folder.'],
    [
      'rollcall check feed.zip --against production --fail-on error',
      'Judge by what the server of a profile has already.',
    ],
    ['rollcall check users.csv --fix corrected', 'Write what can be corrected into the folder corrected.'],
    ['rollcall check out --format sarif --examples all', 'Print all places for a tool that reads SARIF.'],
  ],
  statuses: checkStatuses,
};

/** `rollcall check`. */
export function declareCheck(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  command
    .argument('<paths...>', 'a folder, a .zip, or one or more .csv files')
    .addOption(
      new Option('--format <format>', 'how to show what is found').choices(checkFormats).default('text'),
    )
    .addOption(
      new Option('--fail-on <severity>', 'the least severity that the exit status tells of')
        .choices(['error', 'warning', 'note', 'never'])
        .default('warning'),
    )
    .option(
      '--assume <path>',
      'what the server has already; can be given again',
      (path: string, before: readonly string[] = []) => [...before, path],
    )
    .option('--limit <count>', 'how many causes to show as text, or "all"', readMany, 50)
    .option('--against <profile>', 'a profile or an address: ask that server what it has already')
    .option('--fix <folder>', 'write corrected copies into a folder, and say what was corrected')
    .option(
      '--examples <count>',
      'how many places to keep of each cause, or "all" (default: 3; 100 for programs)',
      readMany,
    )
    .action(async (paths: readonly string[], options: ParsedOptions) => {
      const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
      const { runCheck } = await import('../check/run-check.ts');
      const { format, limit, assume = [], against = null, fix = null } = options;
      const examples = options.examples ?? (format === 'text' ? PLACES_READ : PLACES_KEPT);
      const fail_on = options.failOn === 'never' ? null : options.failOn;
      finish(
        await runCheck(
          paths,
          { format, fail_on, assume, against, fix, limit, examples, color },
          surroundings,
        ),
      );
    });
}
