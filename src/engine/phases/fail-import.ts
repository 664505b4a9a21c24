import { lockImport } from '../../db/index.ts';
import type { ImportRun } from '../import-run.ts';
import { NotCompared } from './diff.ts';
import { finish } from './finish.ts';

/**
 * Ends an import that an unexpected fault stopped; what was applied stays. The log knows the fault by its reference. One
 * that had not come as far as its files, or could not be compared with its base, has nothing to end: it says so in
 * `data`, and is failed at once.
 */
export async function failImport(run: ImportRun, fault: unknown, reference: string): Promise<void> {
  const { root_account_id, sis_import_id } = run.key;
  const isBegun = await run.inChunk(async (client) => {
    const stored = await lockImport(client, root_account_id, sis_import_id);
    const isCompared = !(fault instanceof NotCompared);
    if (stored?.data.phase === undefined || !isCompared) {
      const failure = isCompared
        ? 'The upload could not be opened.'
        : 'The upload could not be compared with the earlier one of its data set.';
      await run.move(client, {
        workflow_state: 'failed',
        data: {
          error_reference: reference,
          error_message: `${failure} The log of the server tells why, under the reference ${reference}.`,
          stack_trace: framesOf(isCompared ? fault : fault.cause),
        },
      });
      return false;
    }
    const params = { reference };
    const whole = { file: null, row: null, column: null };
    const message = { code: 'import.internal_error', effect: 'failure', ...whole, params } as const;
    await run.storeMessages(client, [{ message, row_info: null }]);
    await run.move(client, { data: { error_reference: reference } });
    return true;
  });
  if (isBegun) await finish(run);
}

/** Where in the program a fault came from. Not what it says, nor the folders: they may name things of the server. */
function framesOf(fault: unknown): string {
  const lines = fault instanceof Error ? (fault.stack ?? '').split('\n') : [];
  const frames = lines.filter((line) => /^\s+at /.test(line));
  return frames.map((line) => line.trim().replaceAll(/[^\s()]*[\\/]/g, '')).join('\n');
}
