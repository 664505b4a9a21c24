import type { Command } from 'commander';
import { fullName } from '../read-help-pages.ts';

/** An option, as far as shells need to know of it. */
export interface CompletedOption {
  /** `--json`, with a short one if there is one. */
  readonly flags: readonly string[];
  readonly takes_value: boolean;
  /** The words that it takes; none where it takes any. */
  readonly choices: readonly string[];
  readonly summary: string;
}

/** A command, as far as shells need to know of it. */
export interface CompletedCommand {
  /** As it is called, e.g. `rollcall tokens create`. */
  readonly path: string;
  readonly subcommands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly CompletedOption[];
}

/** What shells need to know of commands. */
export function describeCommands(commands: readonly Command[]): readonly CompletedCommand[] {
  return commands.map((command) => ({
    path: fullName(command),
    subcommands: command.commands.map((one) => ({ name: one.name(), summary: one.description() })),
    options: [
      ...command.options.map(({ short, long, required, optional, argChoices, description }) => ({
        flags: [long, short].filter((flag) => flag !== undefined && flag !== null),
        takes_value: required || optional,
        choices: argChoices ?? [],
        summary: description,
      })),
      { flags: ['--help'], takes_value: false, choices: [], summary: 'show this help' },
    ],
  }));
}
