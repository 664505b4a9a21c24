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

async function orUnclear<T>(what: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Interruption || error instanceof NotFoundError) throw error;
    throw new CommandError(`What became of ${what} cannot be found out.`, exitStatus.not_started, error);
  }
}

/** Asks the server for the import of a run that was ended while it sent; null where none was made. */
async function findSent(
  { client, interrupt }: Place,
  { at, intent }: RunRecord,
  history: readonly RunRecord[],
): Promise<Partial<RunRecord>> {
  if (!intent) return { outcome: 'not_submitted', reason: 'It was ended before anything was sent.' };
  const { trace, options } = intent;
  const signal = { signal: interrupt };
  const found = await orUnclear(`the upload of ${at}`, client.sisImports.findSent(trace, options, signal));
  const ids = found.map(({ id }) => id).filter((id) => history.every((one) => one.id !== id));
  const [id = null] = ids;
  if (ids.length === 1) return { outcome: 'submitted', id };
  const reason =
    id === null
      ? 'It was ended while the upload was sent, and no import was made of it.'
      : `It was ended while the upload was sent; its import may be ${ids.join(' or ')}.`;
  return id === null
    ? { outcome: 'not_submitted', reason }
    : { outcome: 'submitted', state: 'unknown', reason };
}

/** Finds the imports of runs that were ended before they could note them. */
async function settleSent(place: Place): Promise<void> {
  const history = await readHistory(place.folder);
  const unsettled = history.filter(({ outcome, server }) => outcome === 'sending' && server === place.server);
  for (const one of unsettled) {
    const found = await findSent(place, one, await readHistory(place.folder));
    await writeHistory(place.folder, { run: one.run, intent: null, ...found });
  }
}

/**
 * Asks the server what has become of imports whose end no run has seen: those that were not waited for, and those that
 * were held and have been approved since.
 */
async function settle(place: Place): Promise<readonly RunRecord[]> {
  await settleSent(place);
  const { client, folder, server, interrupt } = place;
  const isOurs = (one: RunRecord) => (one.server ?? server) === server;
  for (const { run, id, state } of (await readHistory(folder)).filter(isOurs)) {
    if (id === null || state !== null) continue;
    try {
      const shown = await orUnclear(`SIS import ${id}`, client.sisImports.get(id, { signal: interrupt }));
      if (!hasEnded(shown)) continue;
      await writeHistory(folder, { run, state: shown.workflow_state, ended_at: shown.ended_at });
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
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
