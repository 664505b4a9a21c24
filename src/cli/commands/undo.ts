import type { Command } from 'commander';
import {
  declareConnectionOptions,
  declarePutBackOptions,
  type ParsedPutBackOptions,
  readPutBackOptions,
} from '../declare-options.ts';
import { putBackStatusHelp } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions extends ParsedPutBackOptions {
  readonly force?: true;
}

const details = `
Takes back all that an ended import has done: values, SIS ids, states,
memberships and new objects. It happens as a whole or not at all. Where others
have changed something since, or need it, nothing is done and what is in the way
is listed. Undo several imports the newest first. docs/undo.md tells more.

Ctrl-C stops an undo under way: then nothing is undone.
${putBackStatusHelp}`;

/** `rollcall undo`. */
export function declareUndo(command: Command, { surroundings, finish }: CommandContext): void {
  declarePutBackOptions(declareConnectionOptions(command))
    .option('--force', 'write over what others have changed since; only what others need stays')
    .addHelpText('after', details)
    .action(async (id: number, options: ParsedOptions) => {
      const { runPutBack } = await import('../put-back/run-put-back.ts');
      const choices = { kind: 'undo', force: options.force ?? false } as const;
      finish(await runPutBack(id, choices, readPutBackOptions(command, options), surroundings));
    });
}
