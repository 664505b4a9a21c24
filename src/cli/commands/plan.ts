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

interface ParsedOptions extends ParsedConnectionOptions {
  readonly kind?: string[];
  readonly action?: string[];
}

const details = `
Writes the plan as CSV to stdout, a line for each object: what a dry run found,
or what an import that is held would do.`;

const use: Use = {
  details,
  examples: [
    [
      'rollcall plan 148 --to production > plan.csv',
      'Write what the import would do into a file for a spreadsheet.',
    ],
    [
      'rollcall plan 3 --kind enrollments users --action delete conclude',
      'Only what would end, of two kinds.',
    ],
  ],
  statuses: usualStatuses,
};

/** `rollcall plan`. */
export function declarePlan(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  declareConnectionOptions(command)
    .argument('<id>', 'the number of the import', readCount(1))
    .option('--kind <kinds...>', 'only these: enrollments, courses, users, ...')
    .option('--action <actions...>', 'only delete, conclude, change, create, blocked or message')
    .action(async (id: number, options: ParsedOptions) => {
      const { runPlan } = await import('../import/run-plan.ts');
      const asked = { id, kind: options.kind ?? [], action: options.action ?? [] };
      finish(await runPlan(asked, readConnectionOptions(options), surroundings));
    });
}
