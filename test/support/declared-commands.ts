import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type Command, CommanderError } from 'commander';
import { commandNames, createProgram } from '../../src/cli/program.ts';
import { splitWords } from '../../src/cli/split-words.ts';

function disarm(command: Command): void {
  command.action(() => {});
  for (const one of command.commands) disarm(one);
}

/** The words after `rollcall` in a line of a shell, up to a redirection, a pipe or the end of a substitution. */
function wordsOf(line: string): readonly string[] {
  const [, words = ''] = /\brollcall\b((?:"[^"]*"|'[^']*'|[^|>)&#'"])*)/.exec(line) ?? [];
  return splitWords(words);
}

/** What the declarations of the commands have against a line of a shell, none of which is carried out; null: nothing. */
export async function findFault(line: string): Promise<string | null> {
  const output = new PassThrough();
  const program = await createProgram(commandNames, {
    surroundings: {
      stdout: output,
      stderr: output,
      env: {},
      listenForInterrupt: () => new AbortController().signal,
    },
    finish() {},
  });
  // A group of commands, and the whole, do nothing by themselves.
  for (const command of program.commands)
    if (command.commands.length === 0) disarm(command);
    else for (const one of command.commands) disarm(one);
  try {
    await program.parseAsync([...wordsOf(line)], { from: 'user' });
    return null;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    output.end();
    return `${error.message}\n${await text(output)}`;
  }
}
