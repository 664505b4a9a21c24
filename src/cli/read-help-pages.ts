import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { commandNames, createProgram } from './program.ts';

/** A command and what `--help` prints for it. */
export interface HelpPage {
  /** As it is called, e.g. `rollcall tokens create`. */
  readonly name: string;
  readonly help: string;
}

/** A command as it is called, e.g. `rollcall tokens create`. */
export const fullName = (command: Command): string =>
  command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();

/** A command, then every command below it. */
function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** Every command, declared in full, in the order in which help lists them; help goes to the stream. */
export async function readCommands(output = new PassThrough()): Promise<readonly Command[]> {
  const program = await createProgram(commandNames, {
    surroundings: {
      stdout: output,
      stderr: output,
      env: {},
      listenForInterrupt: () => new AbortController().signal,
    },
    finish() {},
  });
  return withSubcommands(program);
}

/** The help of every command, in the order in which help lists them. */
export async function readHelpPages(): Promise<readonly HelpPage[]> {
  const output = new PassThrough({ encoding: 'utf8' });
  return (await readCommands(output)).map((command) => {
    command.outputHelp();
    return { name: fullName(command), help: String(output.read()).trimEnd() };
  });
}
