import type { Command } from 'commander';
import {
  declareConnectionOptions,
  type ParsedConnectionOptions,
  readConnectionOptions,
  readCount,
} from '../declare-options.ts';
import { statusHelp } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

const details = `
An import that is held has applied nothing; one that runs stops within seconds,
and the rows that it had applied stay.
${statusHelp}`;

/** `rollcall abort`. */
export function declareAbort(command: Command, { surroundings, finish }: CommandContext): void {
  declareConnectionOptions(command)
    .argument('<id>', 'the number of the import', readCount(1))
    .addHelpText('after', details)
    .action(async (id: number, options: ParsedConnectionOptions) => {
      const { runAbort } = await import('../import/run-abort.ts');
      finish(await runAbort(id, readConnectionOptions(options), surroundings));
    });
}
