import type { Command } from 'commander';
import { describeUse, type Use } from '../describe-use.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

const use: Use = {
  examples: [
    ['rollcall help submit', 'The same as rollcall submit --help.'],
    ['rollcall help tokens create', 'That of a command within another.'],
  ],
  statuses: { 0: 'done', 3: 'there is no such command' },
};

/** `rollcall help`. */
export function declareHelp(command: Command, { finish }: CommandContext): void {
  describeUse(command, use)
    .argument('[command...]', 'the words of a command (default: those that all have in common)')
    .action((words: readonly string[]) => {
      let asked = command.parent ?? command;
      for (const word of words) {
        const below = asked.commands.find((one) => one.name() === word);
        if (below === undefined)
          throw new CommandError(
            `There is no command "${words.join(' ')}"; rollcall --help lists what there is.`,
          );
        asked = below;
      }
      asked.outputHelp();
      finish(exitStatus.done);
    });
}
