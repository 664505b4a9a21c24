import type { Command } from 'commander';
import { describeUse, type Use } from '../describe-use.ts';
import { doctorStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions {
  readonly account?: string;
  readonly tokenFile?: string;
  readonly json?: true;
}

const details = `
Looks, in this order, whether the server answers, whether the clocks agree,
whether the token is taken, whether the account is there and a root account,
whether it takes SIS imports, and what the token may do there. Nothing is
changed. A line that begins with "!!" says why imports will not work, one with
"??" what may go wrong; "do:" says what to do.`;

const use: Use = {
  details,
  examples: [
    ['rollcall doctor', 'Try the only profile.'],
    ['rollcall doctor production --json', 'Try that profile, and print the findings for a program.'],
    ['rollcall doctor https://school.example --token-file token', 'Try a server without a profile.'],
  ],
  statuses: doctorStatuses,
};

/** `rollcall doctor`. */
export function declareDoctor(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  command
    .argument('[profile]', 'a profile, or the address of a server (default: the only profile)')
    .option('--token-file <file>', 'file with the access token; else ROLLCALL_TOKEN or the profile')
    .option('--account <id>', 'another account, by id or as sis_account_id:...')
    .option('--json', 'print the findings as a list')
    .action(async (profile: string | undefined, options: ParsedOptions) => {
      const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
      const { runDoctor } = await import('../doctor/run-doctor.ts');
      const { account, tokenFile: token_file, json = false } = options;
      finish(await runDoctor(profile, { account, token_file, json, color }, surroundings));
    });
}
