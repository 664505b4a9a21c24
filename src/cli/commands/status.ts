import type { Command } from 'commander';
import {
  declareConnectionOptions,
  type ParsedConnectionOptions,
  readConnectionOptions,
  readCount,
} from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { lookStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions extends ParsedConnectionOptions {
  readonly wait?: true;
  readonly messages: number;
  readonly json?: true;
}

const details = `
Says of an import what state it is in, who made it and when, with which options,
what became of the rows and of the objects, whether its end is what it seems,
and the first messages. Works with rollcall and with Canvas, and only looks.`;

const use: Use = {
  details,
  examples: [
    ['rollcall status --to production', 'What became of the newest import of a profile’s account.'],
    ['rollcall status 148 --to production --wait', 'Wait for the end of SIS import 148 first.'],
    ['rollcall status 3 --json', 'The SisImport object, of a database on this machine.'],
  ],
  statuses: lookStatuses,
};

/** `rollcall status`. */
export function declareStatus(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  declareConnectionOptions(command)
    .argument('[id]', 'the number of the import (default: the newest one)', readCount(1))
    .option('--wait', 'wait until it has ended or is held; Ctrl-C leaves it alone')
    .option('--messages <count>', 'how many messages to show', readCount(0), 10)
    .option('--json', 'print the SisImport object and nothing else')
    .action(async (id: number | undefined, options: ParsedOptions) => {
      const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
      const { runStatus } = await import('../status/run-status.ts');
      const asked = {
        color,
        wait: options.wait ?? false,
        json: options.json ?? false,
        messages: options.messages,
      };
      finish(await runStatus(id ?? null, { ...readConnectionOptions(options), ...asked }, surroundings));
    });
}
