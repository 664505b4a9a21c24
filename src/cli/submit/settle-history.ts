import { type Client, hasEnded, NotFoundError } from '../../client/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import {
  type Fingerprints,
  isAccepted,
  keepFingerprints,
  type RunRecord,
  readFingerprints,
  readHistory,
  writeHistory,
} from '../state/index.ts';
import { Interruption } from '../surroundings.ts';

/** Whose history. */
interface Place {
  readonly client: Client;
  readonly folder: string;
  readonly server: string;
  readonly interrupt: AbortSignal;
}

/** The last accepted upload of a data set: its rows, or why there is nothing to compare with. */
export type LastUpload =
  | { readonly run: RunRecord; readonly rows: Fingerprints }
  /** It is known that there was one, but no longer what it held. */
  | { readonly run: RunRecord; readonly rows: null }
  | null;

/**
 * Asks the server what has become of imports whose end no run has seen: those that were not waited for, and those that
 * were held and have been approved since.
 */
async function settle({ client, folder, server, interrupt }: Place): Promise<readonly RunRecord[]> {
  const isOurs = (one: RunRecord) => (one.server ?? server) === server;
  for (const { run, id, state } of (await readHistory(folder)).filter(isOurs)) {
    if (id === null || state !== null) continue;
    try {
      const shown = await client.sisImports.get(id, { signal: interrupt });
      if (!hasEnded(shown)) continue;
      await writeHistory(folder, { run, state: shown.workflow_state, ended_at: shown.ended_at });
    } catch (error) {
      if (error instanceof Interruption) throw error;
      if (!(error instanceof NotFoundError))
        throw new CommandError(
          `What became of SIS import ${id} cannot be found out.`,
          exitStatus.not_started,
          error,
        );
      await writeHistory(folder, { run, state: 'unknown' });
    }
  }
  return (await readHistory(folder)).filter(isOurs);
}

/** Finds the last upload of a data set that the server took. */
export async function findLastUpload(place: Place, data_set: string | null): Promise<LastUpload> {
  const history = await settle(place);
  const lastOf = (set: string | null) => history.findLast((one) => isAccepted(one) && one.data_set === set);
  // Those of other data sets, and of imports whose end nobody knows yet, are still needed.
  const sets = [...new Set(history.map((one) => one.data_set))];
  const needed = [...sets.map(lastOf), ...history.filter(({ id, state }) => id !== null && state === null)];
  await keepFingerprints(
    place.folder,
    needed.flatMap((one) => (one ? [one.run] : [])),
  );
  const run = lastOf(data_set);
  return run ? { run, rows: await readFingerprints(place.folder, run.run) } : null;
}
