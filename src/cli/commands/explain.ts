import type { Command } from 'commander';
import { describeUse, type Use } from '../describe-use.ts';
import { usualStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

const details = `
Codes stand beside what rollcall check finds and beside the messages of an
import. Without a code, all of them are listed.`;

const use: Use = {
  details,
  examples: [
    ['rollcall explain', 'List all codes.'],
    ['rollcall explain enrollment.unknown_course', 'Tell what that code means and what to do.'],
  ],
  statuses: usualStatuses,
};

/** `rollcall explain`. */
export function declareExplain(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  command.argument('[code]', 'such as enrollment.bad_role').action(async (code: string | undefined) => {
    const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
    const { runExplain } = await import('../check/run-explain.ts');
    finish(runExplain(code ?? null, color, surroundings));
  });
}
