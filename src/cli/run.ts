import { CommanderError } from 'commander';
import { CommandError, exitStatus } from './exit-status.ts';
import { createProgram } from './program.ts';
import { Interruption, type Surroundings } from './surroundings.ts';

/** A fault and what caused it, each on a line. */
function describe(error: unknown): string {
  const lines: string[] = [];
  for (
    let fault: unknown = error;
    fault !== undefined;
    fault = fault instanceof Error ? fault.cause : undefined
  ) {
    const text = fault instanceof Error ? fault.message || fault.name : String(fault);
    // Many errors repeat what caused them.
    if (!lines.some((line) => line.includes(text))) lines.push(text);
  }
  return lines.join('\n  because: ');
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
    surroundings.stderr.write(`rollcall: ${describe(error)}\n`);
    if (error instanceof Interruption) return error.status;
    if (error instanceof CommandError) return error.status;
    if (surroundings.env.ROLLCALL_DEBUG && error instanceof Error)
      surroundings.stderr.write(`${error.stack}\n`);
    return exitStatus.failed;
  }
}
