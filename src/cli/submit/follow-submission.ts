import type { Client, SisImport } from '../../client/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { Interruption, leadOf, type Surroundings } from '../surroundings.ts';
import { createBar, createMeterLines, silentMeter } from './show-meter.ts';

/** Waits for the end of an import and shows how far it is. Ctrl-C ends the waiting, not the import. */
export async function followSubmission(
  client: Client,
  id: number,
  is_silent: boolean,
  { stderr, env, listenForInterrupt }: Surroundings,
): Promise<SisImport> {
  const is_terminal = stderr.isTTY && env.TERM !== 'dumb';
  const meter = is_silent ? silentMeter : is_terminal ? createBar(stderr) : createMeterLines(stderr);
  try {
    let last: SisImport | null = null;
    for await (const event of client.sisImports.waitFor(id, { signal: listenForInterrupt() })) {
      meter.update(event);
      last = event.state;
    }
    if (last !== null) return last;
    throw new Error('The import was not seen.');
  } catch (error) {
    meter.close();
    if (error instanceof Interruption) {
      stderr.write(
        `${leadOf(error, stderr)}rollcall: SIS import ${id} goes on; only the waiting has ended.\n`,
      );
      throw error;
    }
    throw new CommandError(
      `SIS import ${id} was submitted, but its end could not be seen.`,
      exitStatus.failed,
      error,
    );
  } finally {
    meter.close();
  }
}
