import { CommandError, exitStatus } from '../exit-status.ts';
import { type ConnectionOptions, openConnection } from '../open-connection.ts';
import type { Surroundings } from '../surroundings.ts';

/** Ends an import that has not ended, and returns the exit status. */
export async function runAbort(
  id: number,
  options: Omit<ConnectionOptions, 'only'>,
  surroundings: Surroundings,
): Promise<number> {
  const signal = surroundings.listenForInterrupt();
  const { client, account_id, close } = await openConnection({ ...options, only: 'requests' }, surroundings);
  try {
    signal.throwIfAborted();
    await client.abortSisImport({ account_id, id }, { signal }).catch((error: unknown) => {
      throw new CommandError(`SIS import ${id} could not be aborted.`, exitStatus.failed, error);
    });
    surroundings.stdout.write(`SIS import ${id}: aborted\n`);
    return exitStatus.done;
  } finally {
    await close();
  }
}
