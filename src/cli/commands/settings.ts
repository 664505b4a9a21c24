import type { Command } from 'commander';
import {
  declareConnectionOptions,
  type ParsedConnectionOptions,
  readConnectionOptions,
} from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { usualStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions extends ParsedConnectionOptions {
  readonly json?: true;
}

const details = `
Settings:
  allow_sis_import       SIS imports are taken (root accounts only)
  differentiation_tags   differentiation tags are imported, here and below
  elementary             an elementary school, with all accounts below:
                         friendly names of courses are imported
  hold                   imports are held that would do more harm than the
                         limits allow (root accounts only)
  hold_limits            limits instead of the default ones, such as
                         'any.term.deleted=500, any.account.left=off'
                         (root accounts only)
  institutional_tags     institutional tags are imported (root accounts only)
  personal_pronouns      pronouns are imported (root accounts only)
  temporary_enrollments  whose place a temporary enrollment takes is imported
                         (root accounts only)

A dash means that the account has no switch of its own: those above it decide.
<setting>= without a value goes back to that.`;

const use: Use = {
  details,
  examples: [
    ['rollcall settings', 'Show the switches of the root account.'],
    [
      'rollcall settings personal_pronouns=true hold= --to production',
      'Set one, and leave the other to the default.',
    ],
    ['rollcall settings elementary=true --account sis_account_id:LOWER', 'Set one of an account below.'],
  ],
  statuses: usualStatuses,
};

/** `rollcall settings`. */
export function declareSettings(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  declareConnectionOptions(command, 'account')
    .argument('[settings...]', 'what to set: <setting>=true or <setting>=false')
    .option('--json', 'print the settings as an object')
    .action(async (settings: readonly string[], options: ParsedOptions) => {
      const { runSettings } = await import('../settings/run-settings.ts');
      const rest = { json: options.json ?? false };
      finish(await runSettings(settings, { ...readConnectionOptions(options), ...rest }, surroundings));
    });
}
