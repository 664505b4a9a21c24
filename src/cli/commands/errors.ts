import { type Command, Option } from 'commander';
import {
  declareConnectionOptions,
  type ParsedConnectionOptions,
  readConnectionOptions,
  readCount,
} from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { type ErrorFormat, errorFormats } from '../errors/render-errors.ts';
import { usualStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions extends ParsedConnectionOptions {
  readonly cause?: string;
  readonly format: ErrorFormat;
  readonly limit: number;
  readonly fixFile?: string;
  readonly files?: readonly string[];
  readonly force?: true;
}

const details = `
Shows the messages of an import by cause, the most frequent first, and what to
do about each. With --fix-file it writes CSV files that cure what is certain:
change_sis_id.csv for people whose login name another SIS ID has, if their names
agree, and rows in which a word was misspelt or a date written in another way.
Passwords are in none of them. Where a server does not tell what a row held,
--files names the upload. Works with rollcall and with Canvas, and only looks.`;

const use: Use = {
  details,
  examples: [
    ['rollcall errors --to production', 'What the newest import with messages says, by cause.'],
    ['rollcall errors 148 --cause enrollment.user_unknown', 'Every message of one cause.'],
    ['rollcall errors 148 --format csv', 'All messages for a spreadsheet.'],
    ['rollcall errors 148 --fix-file fixes --files roster.zip', 'Write what cures it into a folder.'],
  ],
  statuses: usualStatuses,
};

/** `rollcall errors`. */
export function declareErrors(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  declareConnectionOptions(command)
    .argument('[id]', 'the number of the import (default: the newest one with messages)', readCount(1))
    .option('--cause <cause>', 'show every message of this code, or of this wording')
    .addOption(new Option('--format <format>', 'how to show them').choices(errorFormats).default('text'))
    .option('--limit <count>', 'how many causes to show', readCount(1), 20)
    .option('--fix-file <folder>', 'write CSV files that cure what is certain into this folder')
    .option('--files <paths...>', 'with --fix-file: what was sent, a folder, a zip or CSV files')
    .option('--force', 'with --fix-file: write over files that are there')
    .action(async (id: number | undefined, options: ParsedOptions) => {
      const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
      const { runErrors } = await import('../errors/run-errors.ts');
      const asked = {
        color,
        format: options.format,
        limit: options.limit,
        cause: options.cause ?? null,
        fix_folder: options.fixFile ?? null,
        files: options.files ?? [],
        force: options.force ?? false,
      };
      finish(await runErrors(id ?? null, { ...readConnectionOptions(options), ...asked }, surroundings));
    });
}
