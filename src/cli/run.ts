import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { CommandError, exitStatus } from './exit-status.ts';
import { createProgram } from './program.ts';
import { Interruption, leadOf, type Surroundings } from './surroundings.ts';

/**
 * What to tell a person. An Error of the plainest kind is one that we made, and says all there is to say; what
 * others made needs the sentence about what was being done, and repeats what caused it in its own text.
 */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause, name } = error;
  const text = error.message || name;
  if (!(error instanceof CommandError) || !(cause instanceof Error)) return text;
  const reason = cause.message || cause.name;
  if (Object.getPrototypeOf(cause) === Error.prototype && !('code' in cause)) return reason;
  return `${text}\n  because: ${reason}`;
}

/**
 * Runs a command line such as `['import', 'folder']` and returns the exit status. It never ends the process.
 */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  let status: number = exitStatus.done;
  const finish = (ended: number) => {
    status = ended;
  };
  try {
    const program = await createProgram(argv, { surroundings, finish });
    if (argv.length === 0) {
      program.outputHelp({ error: true });
      return exitStatus.not_started;
    }
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    // Commander has said what it had to say; help and version come this way too.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitStatus.done : exitStatus.not_started;
    const { stderr, env } = surroundings;
    if (error instanceof Interruption) {
      stderr.write(`${leadOf(error, stderr)}rollcall: ${error.message}\n`);
      return error.status;
    }
    stderr.write(`rollcall: ${describe(error)}\n`);
    if (env.ROLLCALL_DEBUG) stderr.write(`${inspect(error)}\n`);
    return error instanceof CommandError ? error.status : exitStatus.failed;
  }
}
