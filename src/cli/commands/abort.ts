import type { Command } from 'commander';
import {
  declareConnectionOptions,
  type ParsedConnectionOptions,
  readConnectionOptions,
  readCount,
} from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { usualStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

const details = `
An import that is held has applied nothing; one that runs stops within seconds,
and the rows that it had applied stay.`;

const use: Use = {
  details,
  examples: [
    ['rollcall abort 148 --to production', 'Stop SIS import 148 of the server of a profile.'],
    ['rollcall abort 3 --data /srv/rollcall', 'Stop an import of a database on this machine.'],
  ],
  statuses: usualStatuses,
};

/** `rollcall abort`. */
export function declareAbort(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  declareConnectionOptions(command)
    .argument('<id>', 'the number of the import', readCount(1))
    .action(async (id: number, options: ParsedConnectionOptions) => {
      const { runAbort } = await import('../import/run-abort.ts');
      finish(await runAbort(id, readConnectionOptions(options), surroundings));
    });
}
