import { stat } from 'node:fs/promises';
import type { NotDiffed } from '../../api/index.ts';
import {
  type DiffFile,
  diffUploads,
  type OpenedUpload,
  openUpload,
  UnreadableBase,
} from '../../check/index.ts';
import { countExceededInARow, type DiffBase, findDiffBase, type NewStoredFile } from '../../db/index.ts';
import { draftMessage, type Message, type MessageDraft, toMessage } from '../../format/index.ts';
import { NothingStored } from '../../storage/index.ts';
import { ImportAborted, ImportInterrupted } from '../context.ts';
import type { ImportRun } from '../import-run.ts';
import { isOutage } from '../is-outage.ts';
import { storeDiff } from './store-diff.ts';
import { watchUpload } from './watch-upload.ts';

// Canvas: after five imports in a row that went beyond a threshold, further ones fail until a remaster (published
// documentation).
const MOST_EXCEEDED = 5;

/** What diffing makes of an upload. */
export type Diffed =
  /** It is applied as it is; `exceeded`: because a threshold was. */
  | { readonly kind: 'whole'; readonly messages: readonly Message[]; readonly exceeded: boolean }
  /** Its diff is applied. */
  | {
      readonly kind: 'diff';
      readonly messages: readonly Message[];
      readonly files: readonly DiffFile[];
      readonly zip: NewStoredFile;
      readonly base_id: number;
    }
  /** Nothing is applied: it holds no sound file, or is refused. */
  | { readonly kind: 'nothing'; readonly messages: readonly Message[] };

/** Comparing with the base raised; what the upload holds has not been looked at. */
export class NotCompared extends Error {
  override readonly name = 'NotCompared';
}

const whole: Diffed = { kind: 'whole', messages: [], exceeded: false };

/**
 * As `compare`, but an unexpected fault is told apart from others.
 *
 * @throws NotCompared
 */
export async function diff(run: ImportRun, upload: OpenedUpload): Promise<Diffed> {
  try {
    return await compare(run, upload);
  } catch (cause) {
    if (cause instanceof ImportAborted || cause instanceof ImportInterrupted || isOutage(cause)) throw cause;
    throw new NotCompared('the upload could not be compared with its base', { cause });
  }
}

/**
 * Compares the upload with the base of its data set, if the import names one and has one, and stores what has changed.
 * Nothing of it is noted yet: until that is done it can be made again.
 */
async function compare(run: ImportRun, upload: OpenedUpload): Promise<Diffed> {
  const { options, context, key } = run;
  const identifier = options.diffing_data_set_identifier ?? null;
  const is_batch = (options.batch_mode ?? null) !== null;
  if (identifier === null || is_batch || options.diffing_remaster_data_set === true) return whole;
  // What cannot be opened at all cannot be compared either.
  if (upload.messages.some(({ effect }) => effect === 'failure')) return whole;
  const place = { ...key, identifier };
  const exceeded = await countExceededInARow(context.pool, place, MOST_EXCEEDED);
  if (exceeded === MOST_EXCEEDED) {
    const draft = draftMessage('diff.exceeded_repeatedly', { count: exceeded });
    return { kind: 'nothing', messages: [toMessage(draft, null, null)] };
  }
  const base = await findDiffBase(context.pool, place);
  if (base === null) return whole;
  const { id, storage_key, display_name, size_bytes } = base;
  const unreadable = wholeBecause(draftMessage('diff.base_unreadable', { id }), false);
  if (storage_key === null || display_name === null) return unreadable;
  try {
    return await context.storage.withLocalFile(storage_key, async (path) => {
      if ((await stat(path)).size !== size_bytes) return unreadable;
      const opened = await openUpload(path, display_name);
      try {
        return await diffAgainst(run, upload, base, watchUpload(run, opened));
      } finally {
        await opened.close();
      }
    });
  } catch (error) {
    if (error instanceof NothingStored || error instanceof UnreadableBase) return unreadable;
    throw error;
  }
}

async function diffAgainst(
  run: ImportRun,
  current: OpenedUpload,
  { id }: DiffBase,
  base: OpenedUpload,
): Promise<Diffed> {
  const { options } = run;
  const by_size = sizeFault(current, base, options.change_threshold ?? null);
  if (by_size !== null) return wholeBecause(by_size, true);
  const removed_status = {
    diffing_drop_status: options.diffing_drop_status ?? null,
    diffing_user_remove_status: options.diffing_user_remove_status ?? null,
  };
  const { files, messages, diff_rows } = await diffUploads(current, base, { removed_status });
  const all = [...current.messages, ...messages];
  if (files.length === 0) return { kind: 'nothing', messages: all };
  const by_rows = rowsFault(diff_rows, options.diff_row_count_threshold ?? null);
  if (by_rows !== null) return wholeBecause(by_rows, true);
  return { kind: 'diff', messages: all, files, zip: await storeDiff(run, files), base_id: id };
}

function wholeBecause(draft: MessageDraft, exceeded: boolean): Diffed {
  return { kind: 'whole', messages: [toMessage(draft, null, null)], exceeded };
}

/** What is applied in full although it should have been compared, as the messages say. */
export function notDiffed(messages: readonly Message[]): readonly NotDiffed[] {
  return messages
    .filter(({ code, effect }) => code.startsWith('diff.') && effect === 'import_adjusted')
    .map(({ code, params: { kind } }) => ({ code, kind: kind === undefined ? null : String(kind) }));
}

const bytesOf = ({ files }: OpenedUpload): number => files.reduce((sum, file) => sum + file.size_bytes, 0);

/** Says so when the bytes of the files, unpacked, have grown or shrunk by more percent than allowed. */
function sizeFault(current: OpenedUpload, base: OpenedUpload, threshold: number | null): MessageDraft | null {
  if (threshold === null) return null;
  const now = bytesOf(current);
  const before = bytesOf(base);
  // In whole numbers: 1 - 110 / 100 is a little more than a tenth.
  const change = Math.abs(now - before) * 100;
  if (change <= threshold * before) return null;
  const percent = before === 0 ? 100 : Math.ceil((change / before) * 10) / 10;
  return draftMessage('diff.threshold_exceeded', { percent, threshold });
}

function rowsFault(count: number, threshold: number | null): MessageDraft | null {
  if (threshold === null || count <= threshold) return null;
  return draftMessage('diff.rows_exceeded', { count, threshold });
}
