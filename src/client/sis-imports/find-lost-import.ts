import { endpoints, type ImportOptionName, importOptions, type SisImport } from '../../api/index.ts';
import { callEndpoint, fetchPage } from '../call-endpoint.ts';
import type { Arguments } from '../encode-arguments.ts';
import { longPatience } from '../send-patiently.ts';
import type { Connection } from '../send-request.ts';
import type { UploadSource } from '../upload/upload.ts';

/** Where an account stands before an upload is sent. */
export interface Baseline {
  /** By the server's clock; null where it does not tell. */
  readonly time_ms: number | null;
  /** The imports that were there, as far as they could be mistaken for one that comes. */
  readonly known_ids: ReadonlySet<string>;
}

const PAGE = 20;
// Times come in whole seconds, from the clocks of more than one machine.
const SLACK_MS = 30_000;

/**
 * Notes the newest imports and the server's time. It is also the moment to learn that the token or the account is wrong:
 * before a gigabyte is on its way.
 */
export async function readBaseline(
  connection: Connection,
  account_id: number | string,
  signal: AbortSignal | undefined,
): Promise<Baseline> {
  const { items, headers } = await fetchPage(
    connection,
    endpoints.listSisImports,
    { account_id },
    { per_page: PAGE, signal },
  );
  const time_ms = Date.parse(headers.get('date') ?? '');
  return {
    time_ms: Number.isNaN(time_ms) ? null : time_ms,
    known_ids: new Set((items as readonly SisImport[]).map(({ id }) => String(id))),
  };
}

const shownAs = (name: ImportOptionName) =>
  name === 'diffing_remaster_data_set' ? 'diffing_remaster' : name;

/** Whether an import may have been asked for with these options, as far as it shows them. */
export function hasOptions(shown: SisImport, asked: Arguments): boolean {
  const keys = shown as unknown as Arguments;
  // Canvas: an import whose options are not stored yet shows null for all of them, even where false is usual.
  if ((keys.skip_deletes ?? null) === null && (keys.update_sis_id_if_login_claimed ?? null) === null)
    return true;
  const in_batch_mode = keys.batch_mode === true;
  return Object.entries(importOptions).every(([name, option]) => {
    const value = keys[shownAs(name as ImportOptionName)];
    const wanted = asked[name] ?? null;
    // Not shown by this release, or dropped by the server because of another option.
    if (value === undefined || (in_batch_mode && name.startsWith('diffing_'))) return true;
    if (
      name === 'add_sis_stickiness' ||
      name === 'clear_sis_stickiness' ||
      name === 'diffing_remaster_data_set'
    )
      return value === null || value === false || wanted === true;
    if (option.kind === 'boolean') return (value === true) === (wanted === true);
    // A term may be named in many ways.
    if (option.kind === 'id') return value === null || wanted !== null;
    return String(value ?? '') === String(wanted ?? '');
  });
}

/** Whether the copies that the server keeps of the CSV files are as long as those that were sent; null if unknown. */
function hasSizes(
  { csv_attachments }: SisImport,
  { csv_bytes }: Pick<UploadSource, 'csv_bytes'>,
): boolean | null {
  if (csv_bytes === null || !csv_attachments || csv_attachments.length === 0) return null;
  const sorted = (sizes: readonly number[]) => [...sizes].sort((a, b) => a - b).join();
  return sorted(csv_attachments.map(({ size }) => size)) === sorted(csv_bytes);
}

async function listSince(
  connection: Connection,
  account_id: number | string,
  { time_ms, known_ids }: Baseline,
  signal: AbortSignal | undefined,
): Promise<readonly SisImport[]> {
  const since = time_ms === null ? {} : { created_since: new Date(time_ms - SLACK_MS).toISOString() };
  const found: SisImport[] = [];
  for (let url: string | null = null; ; ) {
    const options = { per_page: PAGE, signal, patience: longPatience };
    const page = await fetchPage(
      connection,
      endpoints.listSisImports,
      { account_id, ...since },
      options,
      url,
    );
    const items = page.items as readonly SisImport[];
    found.push(...items.filter(({ id }) => !known_ids.has(String(id))));
    // Newest first: what is known already has only older ones behind it.
    const is_through = page.next === null || items.some(({ id }) => known_ids.has(String(id)));
    if (is_through) return found;
    url = page.next;
  }
}

async function findOwnId(connection: Connection, signal: AbortSignal | undefined): Promise<string | null> {
  try {
    const self = await callEndpoint(connection, endpoints.showUser, { id: 'self' }, { signal });
    return String((self as { readonly id: unknown }).id);
  } catch {
    signal?.throwIfAborted();
    return null;
  }
}

/** What is worth noting of an upload before it is sent: by it, its import can be found later, by another process, too. */
export interface UploadTrace {
  /** By the server's clock, ISO 8601; null where it does not tell. */
  readonly time: string | null;
  /** The newest imports that were there, by their numbers. */
  readonly known_ids: readonly string[];
  /** Lengths of the CSV files; null where nobody has counted them. */
  readonly csv_bytes: readonly number[] | null;
}

/** The trace of an upload that is about to be sent. */
export const traceOf = (
  { time_ms, known_ids }: Baseline,
  { csv_bytes }: Pick<UploadSource, 'csv_bytes'>,
): UploadTrace => ({
  time: time_ms === null ? null : new Date(time_ms).toISOString(),
  known_ids: [...known_ids],
  csv_bytes,
});

/** The imports that may have come of an upload with that trace. */
export function findTracedImports(
  connection: Connection,
  account_id: number | string,
  { time, known_ids, csv_bytes }: UploadTrace,
  asked: Arguments,
  signal: AbortSignal | undefined,
): Promise<readonly SisImport[]> {
  const baseline = { time_ms: time === null ? null : Date.parse(time), known_ids: new Set(known_ids) };
  return findLostImports(connection, account_id, baseline, asked, { csv_bytes }, signal);
}

/**
 * The imports that may have come of an upload whose answer was lost: new since the baseline, by the same person, with the
 * same options; where that leaves several, those with files of the same lengths.
 */
export async function findLostImports(
  connection: Connection,
  account_id: number | string,
  baseline: Baseline,
  asked: Arguments,
  source: Pick<UploadSource, 'csv_bytes'>,
  signal: AbortSignal | undefined,
): Promise<readonly SisImport[]> {
  const fresh = (await listSince(connection, account_id, baseline, signal)).filter((shown) =>
    hasOptions(shown, asked),
  );
  if (fresh.length === 0) return [];
  const own_id = await findOwnId(connection, signal);
  const own = fresh.filter(({ user }) => own_id === null || !user || String(user.id) === own_id);
  const fitting = own.filter((shown) => hasSizes(shown, source) === true);
  return own.length > 1 && fitting.length > 0 ? fitting : own;
}
