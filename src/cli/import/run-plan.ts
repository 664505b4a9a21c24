import { CommandError, exitStatus } from '../exit-status.ts';
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
  const { client, account_id, close } = await openConnection({ ...options, only: 'requests' }, surroundings);
  try {
    signal.throwIfAborted();
    const which = { account_id, id, kind, action: action as never };
    const bytes = await client.downloadSisImportPlan(which, { signal });
    const decoder = new TextDecoder();
    for await (const piece of bytes) surroundings.stdout.write(decoder.decode(piece, { stream: true }));
    return exitStatus.done;
  } catch (error) {
    throw new CommandError(`The plan of SIS import ${id} could not be read.`, exitStatus.failed, error);
  } finally {
    await close();
  }
}
