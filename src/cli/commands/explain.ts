import type { Command } from 'commander';
import { statusHelp } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

const details = `
Codes stand beside what rollcall check finds and beside the messages of an
import. Without a code, all of them are listed.
${statusHelp}`;

/** `rollcall explain`. */
export function declareExplain(command: Command, { surroundings, finish }: CommandContext): void {
  command
    .argument('[code]', 'such as enrollment.bad_role')
    .addHelpText('after', details)
    .action(async (code: string | undefined) => {
      const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
      const { runExplain } = await import('../check/run-explain.ts');
      finish(runExplain(code ?? null, color, surroundings));
    });
}
