import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { describeError } from './describe-error.ts';
import { CommandError, exitStatus } from './exit-status.ts';
import { createProgram } from './program.ts';
import { Interruption, leadOf, type Surroundings } from './surroundings.ts';

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
    stderr.write(`rollcall: ${describeError(error)}\n`);
    if (env.ROLLCALL_DEBUG) stderr.write(`${inspect(error)}\n`);
    return error instanceof CommandError ? error.status : exitStatus.failed;
  }
}
