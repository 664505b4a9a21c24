import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient, ResponseError, type SisImport } from '../../client/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { collectUpload } from '../import/collect-upload.ts';
import { readOutcomes } from '../import/import-state.ts';
import { type Exported, fetchExport } from './fetch-export.ts';
import { type Details, exportedKinds, readDetails, sortExport, sortStamped, steps } from './sort-export.ts';

/** A server of our own that holds what another one has told of itself. */
export interface Mirror {
  readonly client: Client;
  /** What of the other server could not be had or loaded, a sentence each. */
  readonly gaps: readonly string[];
  /** Ends the server and removes all that was fetched. */
  readonly close: () => Promise<void>;
}

/** What of an import decides what has to be fetched. */
export interface MirrorOptions {
  readonly is_batch: boolean;
  /** Told what goes on, in a few words. */
  readonly onStep: (text: string) => void;
  readonly signal: AbortSignal;
}

// A report is looked for on this machine: no pause need be longer than the eye notices.
const LONGEST_PAUSE_MS = 500;

/** What is known before there is a mirror. */
interface Fetching extends MirrorOptions {
  readonly source: Client;
  readonly folder: string;
  readonly gaps: string[];
}

/** A mirror that is being filled. */
interface Work extends Fetching {
  readonly client: Client;
}

const batch_kinds = ['courses', 'sections', 'enrollments'];

const asked = (kinds: readonly string[]) => Object.fromEntries(kinds.map((kind) => [kind, true]));

/** Awaits an import into the mirror. */
export function awaitImport(client: Client, made: SisImport, signal: AbortSignal): Promise<SisImport> {
  return Promise.resolve(client.sisImports.waitFor(made, { signal, longest_pause_ms: LONGEST_PAUSE_MS }));
}

/** Imports a folder into the mirror, if there is one; how many of its rows were skipped, and why the first. */
async function load({ client, signal, gaps }: Work, folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const { upload } = await collectUpload([folder]);
  const made = await client.sisImports.create(
    upload,
    { override_sis_stickiness: true, hold: 'off' },
    { signal },
  );
  const ended = await awaitImport(client, made, signal);
  if (!ended.workflow_state.startsWith('imported')) {
    const why = ended.data.error_message ?? ended.processing_errors?.[0]?.[1] ?? ended.workflow_state;
    throw new CommandError(`What the server exports could not be loaded: ${why}`, exitStatus.failed);
  }
  const skipped = [...readOutcomes(ended).values()].reduce((sum, outcome) => sum + outcome.skipped, 0);
  const [file, message] = [...(ended.processing_errors ?? []), ...(ended.processing_warnings ?? [])][0] ?? [];
  if (skipped > 0)
    gaps.push(
      `Rows of the export that could not be loaded, ${skipped} of them; the first one is from ${file}: ${message}`,
    );
}

/** Makes the roles that the school has made for itself. */
async function copyRoles({ source, client, signal, gaps }: Work, account_id: string): Promise<void> {
  try {
    for await (const role of source.listRoles({ account_id }, { signal })) {
      const { label, base_role_type, workflow_state } = role;
      if (workflow_state !== 'active' || !label) continue;
      await client.createRole({ account_id: 'self', label, base_role_type }, { signal });
    }
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    gaps.push(
      'Roles that the school has made for itself: the server did not list them, so rows that name one are refused here.',
    );
  }
}

/** What the report of all leaves out, another one tells. */
async function fetchDetails({ source, folder, signal, gaps }: Fetching): Promise<Details> {
  let provisioning: Exported | null = null;
  try {
    const parameters = { courses: true, xlist: true };
    provisioning = await fetchExport(source, 'provisioning_csv', parameters, { folder, signal });
    return await readDetails(provisioning.files);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    gaps.push(
      'Which courses are published, and where cross-listed sections came from: their rows show as changes.',
    );
    return { homes: new Map(), published: new Set() };
  } finally {
    await provisioning?.close();
  }
}

/** Has the server tell what it holds, and sorts that for the mirror. */
async function fetchAll(fetching: Fetching): Promise<void> {
  const { source, folder, signal, is_batch, onStep } = fetching;
  onStep('asking the server for its export');
  const parameters = { ...asked(exportedKinds), include_deleted: true };
  const exported = await fetchExport(source, 'sis_export_csv', parameters, { folder, signal });
  try {
    const details = await fetchDetails(fetching);
    await sortExport(exported.files, join(folder, 'sorted'), details);
    if (is_batch) await fetchStamped(fetching, details);
  } finally {
    await exported.close();
  }
}

/** Batch mode removes only what imports have made or been about, which a report of its own tells. */
async function fetchStamped({ source, folder, signal, onStep }: Fetching, details: Details): Promise<void> {
  onStep('asking the server what its imports manage');
  const parameters = { ...asked(batch_kinds), include_deleted: true, created_by_sis: true };
  const exported = await fetchExport(source, 'sis_export_csv', parameters, { folder, signal });
  try {
    await sortStamped(exported.files, join(folder, 'stamped'), details);
  } finally {
    await exported.close();
  }
}

async function fill(work: Work, data_dir: string, account_id: string): Promise<void> {
  const { folder, is_batch, onStep } = work;
  onStep('loading the export into a mirror');
  await copyRoles(work, account_id);
  for (const step of steps) await load(work, join(folder, 'sorted', step));
  if (!is_batch) return;
  const { forgetManaged } = await import('../../server/index.ts');
  await forgetManaged({ data_dir });
  await load(work, join(folder, 'stamped'));
}

/**
 * Starts a server with an embedded database in a temporary folder, and loads into it what `source` exports. The token
 * of `source` is not written anywhere.
 * @throws CommandError that says what is missing.
 */
export async function openMirror(
  source: Client,
  account_id: string,
  options: MirrorOptions,
): Promise<Mirror> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-mirror-'));
  let close = () => rm(folder, { recursive: true, force: true, maxRetries: 10 });
  try {
    const fetching = { ...options, source, folder: join(folder, 'export'), gaps: [] as string[] };
    // The folder above is opened for passing through where the database runs as another user.
    await mkdir(fetching.folder, { mode: 0o700 });
    await fetchAll(fetching);
    const data_dir = join(folder, 'data');
    const { startServer } = await import('../../server/index.ts');
    const server = await startServer({ data_dir, port: 0, host: '127.0.0.1', workers: 1, only: 'imports' });
    const remove = close;
    close = () => server.close().finally(remove);
    options.signal.throwIfAborted();
    const client = createClient({ base_url: server.url, token: server.token });
    await fill({ ...fetching, client }, data_dir, account_id);
    const { gaps } = fetching;
    return { client, gaps, close };
  } catch (error) {
    await close();
    throw error;
  }
}
