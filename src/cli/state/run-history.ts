import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadTrace } from '../../client/index.ts';

/** What is counted of the rows of one file type. */
export interface KindCount {
  readonly rows: number;
  /** Rows that ask for a delete. */
  readonly deletes: number;
}

/** What became of a run: sent, or why not; `sending`: nobody knows, as it was ended before it could tell. */
export type RunOutcome = 'submitted' | 'sending' | 'refused_by_check' | 'refused_by_guard' | 'not_submitted';

/** What a run was about to send. */
export interface Intent {
  readonly trace: UploadTrace;
  /** The options of the import, by their names in the API. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A run of `rollcall submit`. */
export interface RunRecord {
  /** Tells it from others. */
  readonly run: string;
  readonly at: string;
  readonly outcome: RunOutcome;
  /** The import that was made; null where none was. */
  readonly id: number | string | null;
  readonly data_set: string | null;
  /** The address that it was meant for: a profile may come to name another server. */
  readonly server?: string;
  /** Nothing was to be applied. */
  readonly dry_run?: boolean;
  /** While it is sent: by what its import can be found. */
  readonly intent?: Intent | null;
  /** By the plural of the file type. */
  readonly kinds: Readonly<Record<string, KindCount>>;
  /** Rows that are new, different or gone since the last accepted run; null where there was none. */
  readonly changes: number | null;
  /** Why it was not sent; null when it was. */
  readonly reason: string | null;
  /** The state in which the import ended; null while nobody knows. */
  readonly state: string | null;
  readonly ended_at: string | null;
}

type Entry = Partial<RunRecord> & { readonly run: string };

const pathOf = (folder: string) => join(folder, 'history.jsonl');

function readEntry(line: string): Entry | null {
  try {
    const entry = JSON.parse(line) as Entry | null;
    return typeof entry?.run === 'string' ? entry : null;
  } catch {
    // What a process wrote that was killed over it.
    return null;
  }
}

const isWhole = (entry: Entry): entry is RunRecord =>
  typeof entry.at === 'string' && typeof entry.outcome === 'string' && entry.kinds !== undefined;

/** The runs of a profile from this machine, oldest first. */
export async function readHistory(folder: string): Promise<readonly RunRecord[]> {
  let text: string;
  try {
    text = await readFile(pathOf(folder), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const runs = new Map<string, Entry>();
  for (const line of text.split('\n')) {
    const entry = readEntry(line);
    if (entry) runs.set(entry.run, { ...runs.get(entry.run), ...entry });
  }
  return [...runs.values()].filter(isWhole);
}

/** Adds a run, or what has become known of one. */
export async function writeHistory(folder: string, entry: Entry): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // A torn line before it, left by a run that was killed, does not swallow this one.
  await appendFile(pathOf(folder), `\n${JSON.stringify(entry)}\n`, { mode: 0o600 });
}

/** Whether a server took what a run sent, for good. */
export const isAccepted = ({ state, dry_run }: Pick<RunRecord, 'state' | 'dry_run'>): boolean =>
  dry_run !== true && (state === 'imported' || state === 'imported_with_messages');
