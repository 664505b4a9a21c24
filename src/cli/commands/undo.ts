import type { Command } from 'commander';
import {
  declareConnectionOptions,
  declarePutBackOptions,
  type ParsedPutBackOptions,
  readPutBackOptions,
} from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { putBackStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions extends ParsedPutBackOptions {
  readonly force?: true;
}

const details = `
Takes back all that an ended import has done: values, SIS ids, states,
memberships and new objects. It happens as a whole or not at all. Where others
have changed something since, or need it, nothing is done and what is in the way
is listed. Undo several imports the newest first. docs/undo.md tells more.

Ctrl-C stops an undo under way: then nothing is undone.`;

const use: Use = {
  details,
  examples: [
    ['rollcall undo 148 --to production', 'Take back all that SIS import 148 has done.'],
    ['rollcall undo 148 --force --json', 'Over what others have changed since, with the Progress object.'],
  ],
  statuses: putBackStatuses,
};

/** `rollcall undo`. */
export function declareUndo(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  declarePutBackOptions(declareConnectionOptions(command))
    .option('--force', 'write over what others have changed since; only what others need stays')
    .action(async (id: number, options: ParsedOptions) => {
      const { runPutBack } = await import('../put-back/run-put-back.ts');
      const choices = { kind: 'undo', force: options.force ?? false } as const;
      finish(await runPutBack(id, choices, readPutBackOptions(command, options), surroundings));
    });
}
