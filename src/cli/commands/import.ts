import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  declareConnectionOptions,
  type ParsedConnectionOptions,
  readConnectionOptions,
  readCount,
} from '../declare-options.ts';
import { CommandError, importStatusHelp } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

interface ParsedOptions extends ParsedConnectionOptions {
  readonly json?: true;
  readonly messages: number;
  readonly hold: 'on' | 'off';
  readonly dryRun?: true;
  readonly skipDeletes?: true;
  readonly overrideSisStickiness?: true;
  readonly addSisStickiness?: true;
  readonly clearSisStickiness?: true;
  readonly updateSisIdIfLoginClaimed?: true;
}

const details = `
The .csv files of a folder and the folders in it, or several files, are sent as
one zip; other files, and those that begin with a dot, are left out. What a file
holds is told by its header, not by its name.

Without --to the command starts a server for itself, with an embedded
PostgreSQL unless --database-url or DATABASE_URL names another, and stops it in
the end. Progress goes to stderr, the result to stdout.
${importStatusHelp}`;

function readLimit(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  try {
    return readCount(0)(text);
  } catch {
    throw new InvalidArgumentError('It must be a whole number or "all".');
  }
}

function readChoices(options: ParsedOptions) {
  if ((options.addSisStickiness || options.clearSisStickiness) && !options.overrideSisStickiness) {
    // Canvas: the API drops the two silently then. A person should hear of it.
    throw new CommandError('--add-sis-stickiness and --clear-sis-stickiness need --override-sis-stickiness.');
  }
  return {
    hold: options.hold,
    ...(options.dryRun && { dry_run: true }),
    ...(options.skipDeletes && { skip_deletes: true }),
    ...(options.overrideSisStickiness && { override_sis_stickiness: true }),
    ...(options.addSisStickiness && { add_sis_stickiness: true }),
    ...(options.clearSisStickiness && { clear_sis_stickiness: true }),
    ...(options.updateSisIdIfLoginClaimed && { update_sis_id_if_login_claimed: true }),
  };
}

/** `rollcall import`. */
export function declareImport(command: Command, { surroundings, finish }: CommandContext): void {
  declareConnectionOptions(command)
    .argument('<paths...>', 'a folder, a .zip, or one or more .csv files')
    .addOption(
      new Option('--hold <on|off>', 'stop before harm: nothing is applied beyond the limits')
        .choices(['on', 'off'])
        .default('on'),
    )
    .option('--dry-run', 'apply nothing, and tell what would be done')
    .option('--skip-deletes', 'leave out rows that ask for a delete')
    .option('--override-sis-stickiness', 'write over fields that were changed by hand')
    .option(
      '--add-sis-stickiness',
      'make the fields that this import changes stick (with --override-sis-stickiness)',
    )
    .option('--clear-sis-stickiness', 'remove stickiness from what is saved (with --override-sis-stickiness)')
    .option('--update-sis-id-if-login-claimed', 'give an active login the user_id of the row that names it')
    .option('--messages <count>', 'how many messages to show, or "all"', readLimit, 50)
    .option('--json', 'print the final SisImport object and nothing else')
    .addHelpText('after', details)
    .action(async (paths: readonly string[], options: ParsedOptions) => {
      const choices = readChoices(options);
      const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
      const { runImport } = await import('../import/run-import.ts');
      const json = options.json ?? false;
      const rest = { json, quiet: json, color, messages: options.messages };
      finish(await runImport(paths, choices, { ...readConnectionOptions(options), ...rest }, surroundings));
    });
}
