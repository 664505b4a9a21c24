import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describeUse, type Use } from './describe-use.ts';
import { suggestOptions } from './suggest-option.ts';
import type { Surroundings } from './surroundings.ts';

/** What a command's declaration gets to work with. */
export interface CommandContext {
  readonly surroundings: Surroundings;
  /** Called at the end of an action with the exit status. */
  readonly finish: (status: number) => void;
}

/** Adds arguments, options, help and action to a command. */
export type DeclareCommand = (command: Command, context: CommandContext) => void;

/** Where no terminal says how wide it is. */
const HELP_WIDTH = 80;

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Loaded only when the command is called, so that no command pays for the others. */
  readonly load: () => Promise<DeclareCommand>;
}

const commands: readonly CommandEntry[] = [
  {
    name: 'import',
    summary: 'Import a folder, a zip or CSV files, and show what came of it.',
    load: async () => (await import('./commands/import.ts')).declareImport,
  },
  {
    name: 'status',
    summary: 'Show what became of an import, or how far it is.',
    load: async () => (await import('./commands/status.ts')).declareStatus,
  },
  {
    name: 'list',
    summary: 'List the imports of an account.',
    load: async () => (await import('./commands/list.ts')).declareList,
  },
  {
    name: 'errors',
    summary: 'Show the messages of an import by cause, and write what cures them.',
    load: async () => (await import('./commands/errors.ts')).declareErrors,
  },
  {
    name: 'history',
    summary: 'List what was sent from this machine.',
    load: async () => (await import('./commands/history.ts')).declareHistory,
  },
  {
    name: 'plan',
    summary: 'Show what a dry run, or an import that is held, would do.',
    load: async () => (await import('./commands/plan.ts')).declarePlan,
  },
  {
    name: 'approve',
    summary: 'Let an import go on that is held.',
    load: async () => (await import('./commands/approve.ts')).declareApprove,
  },
  {
    name: 'abort',
    summary: 'End an import that waits, runs or is held.',
    load: async () => (await import('./commands/abort.ts')).declareAbort,
  },
  {
    name: 'watch',
    summary: 'Tell when an import is missing, late, stuck or not what it seems.',
    load: async () => (await import('./commands/watch.ts')).declareWatch,
  },
  {
    name: 'check',
    summary: 'Check a folder, a zip or CSV files without a server.',
    load: async () => (await import('./commands/check.ts')).declareCheck,
  },
  {
    name: 'explain',
    summary: 'Explain a code that a check or an import gives.',
    load: async () => (await import('./commands/explain.ts')).declareExplain,
  },
  {
    name: 'submit',
    summary: 'Check and send the nightly upload to a server, unless a guard forbids it.',
    load: async () => (await import('./commands/submit.ts')).declareSubmit,
  },
  {
    name: 'export',
    summary: 'Write the roster as SIS CSV files into a folder.',
    load: async () => (await import('./commands/export.ts')).declareExport,
  },
  {
    name: 'undo',
    summary: 'Leave the roster as if an import had never been.',
    load: async () => (await import('./commands/undo.ts')).declareUndo,
  },
  {
    name: 'restore',
    summary: 'Give what an import deleted or concluded its former state.',
    load: async () => (await import('./commands/restore.ts')).declareRestore,
  },
  {
    name: 'convert',
    summary: 'Turn files of another format, OneRoster, into SIS CSV files.',
    load: async () => (await import('./commands/convert.ts')).declareConvert,
  },
  {
    name: 'init',
    summary: 'Write a profile: a server, an account, a token.',
    load: async () => (await import('./commands/init.ts')).declareInit,
  },
  {
    name: 'doctor',
    summary: 'Try a profile, and say what is wrong with it.',
    load: async () => (await import('./commands/doctor.ts')).declareDoctor,
  },
  {
    name: 'settings',
    summary: 'Show and set the switches of an account.',
    load: async () => (await import('./commands/settings.ts')).declareSettings,
  },
  {
    name: 'serve',
    summary: 'Start the server: the HTTP API and its workers.',
    load: async () => (await import('./commands/serve.ts')).declareServe,
  },
  {
    name: 'worker',
    summary: 'Start workers alone, for a server that runs elsewhere.',
    load: async () => (await import('./commands/worker.ts')).declareWorker,
  },
  {
    name: 'tokens',
    summary: 'Create, list and revoke access tokens.',
    load: async () => (await import('./commands/tokens.ts')).declareTokens,
  },
  {
    name: 'completion',
    summary: 'Print what lets a shell complete the command line.',
    load: async () => (await import('./commands/completion.ts')).declareCompletion,
  },
  {
    name: 'help',
    summary: 'Show the help of a command.',
    load: async () => (await import('./commands/help.ts')).declareHelp,
  },
];

const use: Use = {
  examples: [
    ['rollcall check /srv/sis/out', 'Say what is wrong with the files, without a server.'],
    ['rollcall import examples/lakeside', 'Import a school into a database on this machine.'],
    [
      'rollcall submit /srv/sis/out --to production --wait',
      'Send the nightly upload to a server, a rollcall or a Canvas.',
    ],
    ['rollcall help tokens create', 'Show the help of a command.'],
  ],
  statuses: { 0: 'done', 3: 'could not start: wrong usage' },
};

/** The names of all commands, in the order of the help. */
export const commandNames: readonly string[] = commands.map(({ name }) => name);

function readVersion(): string {
  const described: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return String((described as { readonly version: unknown }).version);
}

/**
 * The command line as commander sees it: every command by name and summary, those in `wanted` in full.
 * Its errors are thrown as CommanderError.
 */
export async function createProgram(wanted: readonly string[], context: CommandContext): Promise<Command> {
  const { stdout, stderr } = context.surroundings;
  const program = new Command('rollcall')
    .description('Imports SIS CSV files as Canvas does, into a PostgreSQL database of your own.')
    .version(readVersion(), '--version', 'show the version')
    .option(
      '--no-color',
      'no colors, as with NO_COLOR in the environment (FORCE_COLOR: colors in files and pipes, too)',
    )
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns || HELP_WIDTH,
      getErrHelpWidth: () => stderr.columns || HELP_WIDTH,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(`rollcall: ${text.replace(/^error: /, '')}`),
    })
    // The longest option of Canvas leaves less than commander wants before it breaks lines at all. Commands are listed
    // by name alone, as what they take is not loaded.
    .configureHelp({ minWidthToWrap: 30, subcommandTerm: (command) => command.name() })
    .showHelpAfterError('rollcall --help, or --help after a command, tells more.')
    .exitOverride();
  describeUse(program, use);
  for (const { name, summary, load } of commands) {
    const command = program.command(name).description(summary);
    if (!wanted.includes(name)) continue;
    (await load())(command, context);
    suggestOptions(command);
  }
  return program;
}
