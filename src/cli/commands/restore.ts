import type { Command } from 'commander';
import {
  declareConnectionOptions,
  declarePutBackOptions,
  type ParsedPutBackOptions,
  readPutBackOptions,
} from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { CommandError, putBackStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions extends ParsedPutBackOptions {
  readonly batchMode?: true;
  readonly undeleteOnly?: true;
  readonly unconcludeOnly?: true;
}

const details = `
Gives what an ended import has made, deleted, concluded or brought back the
state that it had before, whatever others have done to it since: what the import
made is deleted. Names, dates, places and ids stay as they are; rollcall undo
puts those back as well. docs/undo.md tells more.

Ctrl-C stops a restore under way; what it has restored stays so.`;

const use: Use = {
  details,
  examples: [
    ['rollcall restore 148 --to production', 'Undo the deleting and concluding of SIS import 148.'],
    [
      'rollcall restore 148 --batch-mode --undelete-only',
      'Only what batch mode deleted, in a database on this machine.',
    ],
  ],
  statuses: putBackStatuses,
};

/** `rollcall restore`. */
export function declareRestore(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  declarePutBackOptions(declareConnectionOptions(command))
    .option('--batch-mode', 'only what batch mode took away')
    .option('--undelete-only', 'only what the import deleted')
    .option('--unconclude-only', 'only what the import concluded')
    .action(async (id: number, options: ParsedOptions) => {
      if (options.undeleteOnly && options.unconcludeOnly)
        throw new CommandError(
          '--undelete-only and --unconclude-only leave nothing together: say one of them.',
        );
      const { runPutBack } = await import('../put-back/run-put-back.ts');
      const choices = {
        kind: 'restore',
        batch_mode: options.batchMode ?? false,
        undelete_only: options.undeleteOnly ?? false,
        unconclude_only: options.unconcludeOnly ?? false,
      } as const;
      finish(await runPutBack(id, choices, readPutBackOptions(command, options), surroundings));
    });
}
