import type { Command } from 'commander';
import { describeUse, type Use } from '../describe-use.ts';
import { convertStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions {
  readonly out: string;
  readonly profile?: string;
  readonly report?: string;
  readonly overwrite?: true;
  readonly json?: true;
}

const details = `
Reads OneRoster 1.1 and 1.2, bulk and delta as manifest.csv says, and writes
accounts.csv, terms.csv, courses.csv, sections.csv, users.csv, enrollments.csv
and user_observers.csv. Then it reports what has no counterpart: files, columns
and rows, with their numbers, and every value that could not be used.

How a school wants its files to be read (ids, roles, terms, names, which orgs
and grades) is "convert": { "oneroster": ... } of a profile.`;

const use: Use = {
  details,
  examples: [
    ['rollcall convert oneroster nightly.zip --out roster', 'Write the SIS files into the folder roster.'],
    [
      'rollcall convert oneroster nightly.zip --out roster --profile production',
      'Read ids, roles and terms as that profile says.',
    ],
    [
      'rollcall convert oneroster delta --out roster --overwrite --report loss.json',
      'Write over the last files, and keep the report.',
    ],
  ],
  statuses: convertStatuses,
};

/** `rollcall convert` with `oneroster`. */
export function declareConvert(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, { examples: use.examples, statuses: use.statuses });
  const oneroster = command.command('oneroster').description('Turn OneRoster CSV files into SIS CSV files.');
  describeUse(oneroster, use);
  oneroster
    .argument('<path>', 'a .zip or a folder with manifest.csv')
    .requiredOption('--out <folder>', 'where to write the files; made if it is not there')
    .option('--profile <name>', 'the profile that says how to read them (default: none)')
    .option('--report <file>', 'write the report into a file as well, as JSON')
    .option('--overwrite', 'replace files that are there already')
    .option('--json', 'print the report as JSON')
    .action(async (path: string, options: ParsedOptions) => {
      const { color } = oneroster.optsWithGlobals<{ readonly color: boolean }>();
      const { runConvert } = await import('../convert/run-convert.ts');
      const { overwrite = false, json = false, ...rest } = options;
      finish(await runConvert(path, { ...rest, overwrite, json, color }, surroundings));
    });
}
