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
  readonly includeDeleted?: true;
  readonly overwrite?: true;
}

const details = `
Writes users.csv, courses.csv, enrollments.csv and so on, as the report
sis_export_csv makes them. Importing them again changes nothing but what
their columns cannot carry: it clears the integration ids of accounts and
terms and the dates of enrollments.`;

const use: Use = {
  details,
  examples: [
    ['rollcall export roster', 'Write the roster of the database on this machine.'],
    [
      'rollcall export roster --to production --include-deleted --overwrite',
      'Write that of a server, deleted objects too, over what is there.',
    ],
  ],
  statuses: usualStatuses,
};

/** `rollcall export`. */
export function declareExport(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  declareConnectionOptions(command)
    .argument('<folder>', 'where to write the files; made if it is not there')
    .option('--include-deleted', 'put deleted objects in as well')
    .option('--overwrite', 'replace files that are there already')
    .action(async (folder: string, options: ParsedOptions) => {
      const { runExport } = await import('../export/run-export.ts');
      const rest = {
        include_deleted: options.includeDeleted ?? false,
        overwrite: options.overwrite ?? false,
      };
      finish(await runExport(folder, { ...readConnectionOptions(options), ...rest }, surroundings));
    });
}
