import type { Command } from 'commander';
import {
  declareConnectionOptions,
  type ParsedConnectionOptions,
  readConnectionOptions,
  readCount,
} from '../declare-options.ts';
import { statusHelp } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions extends ParsedConnectionOptions {
  readonly kind?: string[];
  readonly action?: string[];
}

const details = `
Writes the plan as CSV to stdout, a line for each object: what a dry run found,
or what an import that is held would do.
${statusHelp}`;

/** `rollcall plan`. */
export function declarePlan(command: Command, { surroundings, finish }: CommandContext): void {
  declareConnectionOptions(command)
    .argument('<id>', 'the number of the import', readCount(1))
    .option('--kind <kinds...>', 'only these: enrollments, courses, users, ...')
    .option('--action <actions...>', 'only delete, conclude, change, create, blocked or message')
    .addHelpText('after', details)
    .action(async (id: number, options: ParsedOptions) => {
      const { runPlan } = await import('../import/run-plan.ts');
      const asked = { id, kind: options.kind ?? [], action: options.action ?? [] };
      finish(await runPlan(asked, readConnectionOptions(options), surroundings));
    });
}
