import type { Command } from 'commander';
import {
  declareConnectionOptions,
  type ParsedConnectionOptions,
  readConnectionOptions,
  readCount,
} from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { importStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions extends ParsedConnectionOptions {
  readonly reason: string;
  readonly json?: true;
}

const details = `
The import goes on, this once, and its end is waited for. When more would be
harmed by now than was approved of, it is held again.`;

const use: Use = {
  details,
  examples: [
    [
      "rollcall approve 148 --reason 'Year 13 has left' --to production",
      'Let the import that is held go on, and wait for its end.',
    ],
    [
      "rollcall approve 3 --reason 'checked by ER' --json",
      'The same on this machine, with the final object for a program.',
    ],
  ],
  statuses: importStatuses,
};

/** `rollcall approve`. */
export function declareApprove(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  declareConnectionOptions(command)
    .argument('<id>', 'the number of the import', readCount(1))
    .requiredOption('--reason <reason>', 'why it may do so; kept with the import')
    .option('--json', 'print the final SisImport object and nothing else')
    .action(async (id: number, options: ParsedOptions) => {
      const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
      const { runApprove } = await import('../import/run-approve.ts');
      const json = options.json ?? false;
      const rest = { json, quiet: json, color, messages: 50 };
      const asked = { id, reason: options.reason };
      finish(await runApprove(asked, { ...readConnectionOptions(options), ...rest }, surroundings));
    });
}
