import type { Command } from 'commander';
import {
  declareConnectionOptions,
  type ParsedConnectionOptions,
  readConnectionOptions,
} from '../declare-options.ts';
import { statusHelp } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions extends ParsedConnectionOptions {
  readonly includeDeleted?: true;
  readonly overwrite?: true;
}

const details = `
Writes users.csv, courses.csv, enrollments.csv and so on, as the report
sis_export_csv makes them. Importing them again changes nothing but what
their columns cannot carry: it clears the integration ids of accounts and
terms and the dates of enrollments.
${statusHelp}`;

/** `rollcall export`. */
export function declareExport(command: Command, { surroundings, finish }: CommandContext): void {
  declareConnectionOptions(command)
    .argument('<folder>', 'where to write the files; made if it is not there')
    .option('--include-deleted', 'put deleted objects in as well')
    .option('--overwrite', 'replace files that are there already')
    .addHelpText('after', details)
    .action(async (folder: string, options: ParsedOptions) => {
      const { runExport } = await import('../export/run-export.ts');
      const rest = {
        include_deleted: options.includeDeleted ?? false,
        overwrite: options.overwrite ?? false,
      };
      finish(await runExport(folder, { ...readConnectionOptions(options), ...rest }, surroundings));
    });
}
