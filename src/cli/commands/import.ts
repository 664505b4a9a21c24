import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  declareConnectionOptions,
  type ParsedConnectionOptions,
  readConnectionOptions,
  readCount,
} from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { importStatuses } from '../exit-status.ts';
import { checkImportChoices, declareImportChoices, readImportChoices } from '../import-choices.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions extends ParsedConnectionOptions {
  readonly json?: true;
  readonly messages: number;
}

const details = `
The .csv files of a folder and the folders in it, or several files, are sent as
one zip; other files, and those that begin with a dot, are left out. What a file
holds is told by its header, not by its name.

Without --to the command starts a server for itself, with an embedded
PostgreSQL unless --database-url or DATABASE_URL names another, and stops it in
the end. Progress goes to stderr, the result to stdout.`;

function readLimit(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  try {
    return readCount(0)(text);
  } catch {
    throw new InvalidArgumentError('It must be a whole number or "all".');
  }
}

const use: Use = {
  details,
  examples: [
    ['rollcall import examples/lakeside', 'Import a folder into a database on this machine.'],
    ['rollcall import users.csv courses.csv --dry-run', 'Tell what two files would do, and apply nothing.'],
    [
      'rollcall import feed.zip --to production --json',
      'Send a zip to a server, and print the final object.',
    ],
  ],
  statuses: importStatuses,
};

/** `rollcall import`. */
export function declareImport(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  declareImportChoices(declareConnectionOptions(command), ['hold', 'dry_run'])
    .argument('<paths...>', 'a folder, a .zip, or one or more .csv files')
    .addOption(
      new Option('--hold <on|off>', 'stop before harm: nothing is applied beyond the limits')
        .choices(['on', 'off'])
        .default('on'),
    )
    .option('--dry-run', 'apply nothing, and tell what would be done')
    .option('--messages <count>', 'how many messages to show, or "all"', readLimit, 50)
    .option('--json', 'print the final SisImport object and nothing else')
    .action(async (paths: readonly string[], options: ParsedOptions) => {
      const choices = readImportChoices(options);
      checkImportChoices(choices);
      const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
      const { runImport } = await import('../import/run-import.ts');
      const json = options.json ?? false;
      const rest = { json, quiet: json, color, messages: options.messages };
      finish(await runImport(paths, choices, { ...readConnectionOptions(options), ...rest }, surroundings));
    });
}
