import { CommandError, exitStatus } from '../exit-status.ts';
import { askRollcall } from '../is-rollcall.ts';
import { openConnection } from '../open-connection.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ImportCommandOptions } from './run-import.ts';

/** Lets an import go on that is held, shows what comes of it, and returns the exit status. */
export async function runApprove(
  { id, reason }: { readonly id: number; readonly reason: string },
  options: ImportCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const signal = surroundings.listenForInterrupt();
  const [connection, { followImport }] = await Promise.all([
    openConnection({ ...options, only: 'imports' }, surroundings),
    import('./follow-import.ts'),
  ]);
  const { client, account_id } = connection;
  try {
    signal.throwIfAborted();
    const started_ms = performance.now();
    const approve = () => client.approveSisImport({ account_id, id, reason }, { signal });
    await askRollcall(connection, 'approve', signal, approve).catch((error: unknown) => {
      if (error instanceof CommandError) throw error;
      throw new CommandError(`SIS import ${id} could not be approved.`, exitStatus.failed, error);
    });
    return await followImport(connection, id, started_ms, options, surroundings);
  } finally {
    await connection.close();
  }
}
