import { type Command, InvalidArgumentError, Option } from 'commander';
import { fileTypes } from '../../format/index.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { submitStatuses } from '../exit-status.ts';
import { declareImportChoices, readImportChoices } from '../import-choices.ts';
import { type Guards, type Limit, parseLimit } from '../profiles/index.ts';
import type { CommandContext } from '../program.ts';
import type { Strictness } from '../submit/check-upload.ts';
import { type PlanFormat, planFormats } from '../submit/render-plan.ts';

interface ParsedOptions {
  readonly to?: string;
  readonly tokenFile?: string;
  readonly account?: string;
  readonly wait?: true;
  readonly quiet?: true;
  readonly json?: true;
  readonly check: boolean;
  readonly failOn: Strictness;
  readonly guards: boolean;
  readonly maxDeletes?: Limit;
  readonly maxChange?: Limit;
  readonly maxShrink?: Limit;
  readonly plan?: true;
  readonly format: PlanFormat;
  readonly report?: string;
  readonly minRows?: Readonly<Record<string, number>>;
}

const details = `
Checks the files, compares them with what this machine has sent before, and
sends them as one zip unless a guard forbids it. Options of the profile hold
unless the command line says otherwise; docs/nightly.md tells how to run it
every night. Ctrl-C ends the waiting, not the import.

With --plan nothing is imported, and no check and no guard is asked. A rollcall
server is asked for a dry run. From any other a report of its roster is
fetched, on which the import is tried on this machine; what such a mirror
cannot know is told. The exit status is that of the import as it would end.`;

function readLimit(text: string): Limit {
  const limit = parseLimit(text);
  if (limit === null)
    throw new InvalidArgumentError('It must be a number of rows or a percentage such as 5%.');
  return limit;
}

function addMinRows(text: string, before: Readonly<Record<string, number>> = {}) {
  const [, kind, digits] = /^([a-z_]+)=(\d+)$/.exec(text) ?? [];
  if (kind === undefined || !fileTypes.some(({ plural }) => plural === kind))
    throw new InvalidArgumentError('Say a kind of rows and how many, such as users=1000.');
  return { ...before, [kind]: Number(digits) };
}

function readGuards({ maxDeletes, maxChange, maxShrink, minRows }: ParsedOptions): Partial<Guards> {
  return {
    ...(maxDeletes && { max_deletes: maxDeletes }),
    ...(maxChange && { max_change: maxChange }),
    ...(maxShrink && { max_shrink: maxShrink }),
    ...(minRows && { min_rows: minRows }),
  };
}

const use: Use = {
  details,
  examples: [
    [
      'rollcall submit /srv/sis/out --to production --wait --report last.html',
      'Check and send the files, wait for the end, and write a report.',
    ],
    ['rollcall submit /srv/sis/out --wait --quiet', 'For cron: one line, and an exit status.'],
    [
      'rollcall submit feed.zip --max-deletes 200 --min-rows users=1000',
      'Send nothing that deletes more, or has fewer users.',
    ],
    [
      'rollcall submit feed.zip --plan --format csv > plan.csv',
      'Send nothing, and write down what would change.',
    ],
  ],
  statuses: submitStatuses,
};

/** `rollcall submit`. */
export function declareSubmit(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, use);
  command
    .argument('<paths...>', 'a folder, a .zip, or one or more .csv files')
    .option('--to <profile>', 'a profile or an address (default: the only profile)')
    .option('--token-file <file>', 'file with the access token; else ROLLCALL_TOKEN or the profile')
    .option(
      '--account <id>',
      "root account, by id or as sis_account_id:... (default: the profile's, or self)",
    )
    .option('--wait', 'wait for the end of the import, with a progress bar on a terminal')
    .option('--quiet', 'no progress and no remarks: one line with the result')
    .option('--report <file>', 'write a report of the run: .html, .json or .md')
    .option('--json', 'print the SisImport object and nothing else')
    .option('--max-deletes <limit>', 'send nothing if more rows ask for a delete: 200 or 5%', readLimit)
    .option('--max-change <limit>', 'send nothing if more rows differ from the last import', readLimit)
    .option('--max-shrink <limit>', 'send nothing if more rows are missing since the last import', readLimit)
    .option('--min-rows <kind=rows>', 'send nothing with fewer rows; can be given again', addMinRows)
    .option('--no-guards', 'send it whatever the guards say')
    .addOption(
      new Option(
        '--fail-on <what>',
        'send nothing if the check finds this: a broken file or no row at all, an error, a warning',
      )
        .choices(['broken', 'error', 'warning', 'never'])
        .default('broken'),
    )
    .option('--no-check', 'leave the check out')
    .option('--plan', 'send nothing, and show what would change')
    .addOption(new Option('--format <format>', 'how --plan shows it').choices(planFormats).default('text'));
  declareImportChoices(command, ['dry_run']).action(
    async (paths: readonly string[], options: ParsedOptions) => {
      const { runSubmit } = await import('../submit/run-submit.ts');
      const { to, tokenFile: token_file, account, wait = false, json = false, quiet = false } = options;
      const strictness = options.check ? options.failOn : null;
      const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
      const plan = options.plan ? { format: options.format, color, quiet } : null;
      const rest = {
        plan,
        strictness,
        guards: readGuards(options),
        ignores_guards: !options.guards,
        report: options.report,
      };
      finish(
        await runSubmit(
          paths,
          readImportChoices(options),
          { to, token_file, account, wait, json, quiet, ...rest },
          surroundings,
        ),
      );
    },
  );
}
