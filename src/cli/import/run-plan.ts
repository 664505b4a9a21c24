import { CommandError, exitStatus } from '../exit-status.ts';
import { askRollcall } from '../is-rollcall.ts';
import { type ConnectionOptions, openConnection } from '../open-connection.ts';
import type { Surroundings } from '../surroundings.ts';

/** Which part of whose plan. */
interface AskedPlan {
  readonly id: number;
  readonly kind: readonly string[];
  readonly action: readonly string[];
}

/** Writes what an import would do as CSV, and returns the exit status. */
export async function runPlan(
  { id, kind, action }: AskedPlan,
  options: Omit<ConnectionOptions, 'only'>,
  surroundings: Surroundings,
): Promise<number> {
  const signal = surroundings.listenForInterrupt();
  const connection = await openConnection({ ...options, only: 'requests' }, surroundings);
  const { client, account_id, close } = connection;
  try {
    signal.throwIfAborted();
    const which = { account_id, id, kind, action: action as never };
    const open = () => client.downloadSisImportPlan(which, { signal });
    const bytes = await askRollcall(connection, 'plan', signal, open);
    const decoder = new TextDecoder();
    for await (const piece of bytes) surroundings.stdout.write(decoder.decode(piece, { stream: true }));
    return exitStatus.done;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`The plan of SIS import ${id} could not be read.`, exitStatus.failed, error);
  } finally {
    await close();
  }
}
