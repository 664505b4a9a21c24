import type { PoolClient } from 'pg';
import { type DiffFile, inspectFile, type OpenedUpload } from '../../check/index.ts';
import { type ImportStep, insertImportFiles, insertStoredFile } from '../../db/index.ts';
import { fileTypes, type Message } from '../../format/index.ts';
import type { ImportRun } from '../import-run.ts';
import { type Diffed, diff, notDiffed } from './diff.ts';
import { watchUpload } from './watch-upload.ts';

// Canvas: an upload whose records and one more come to this many runs in one go, and its messages name files
// by their whole path in the zip, larger ones only by their base name (published behaviour).
const INLINE_ROWS = 50;

/** A sound file to be applied. */
type SoundFile = Pick<DiffFile, 'path' | 'file_type' | 'header' | 'total_rows'>;

interface Found {
  readonly files: readonly SoundFile[];
  readonly messages: readonly Message[];
}

/**
 * Finds out what is to be applied before any row is: the upload, or its diff where it belongs to a data set. Every file
 * is looked at to its end once: encoding, CSV form, file type, number of rows. What is wrong becomes messages; the
 * good files are noted down in the order of their processing, and the diff with them.
 */
export async function prepare(run: ImportRun, opened: OpenedUpload): Promise<void> {
  await run.inChunk(async (client) => {
    await run.move(client, { data: { phase: { name: 'reading', done_rows: 0, total_rows: 0 } } });
  });
  const upload = watchUpload(run, opened);
  const diffed = await diff(run, upload);
  if (diffed.kind === 'whole') {
    const { files, messages } = await inspectFiles(upload);
    await note(run, diffed, { files, messages: [...diffed.messages, ...messages] });
  } else {
    const { messages } = diffed;
    await note(run, diffed, { files: diffed.kind === 'diff' ? diffed.files : [], messages });
  }
}

async function inspectFiles(upload: OpenedUpload): Promise<Found> {
  const messages: Message[] = [...upload.messages];
  const files: SoundFile[] = [];
  for (const file of upload.files) {
    const inspected = await inspectFile(file);
    if ('message' in inspected) {
      messages.push(inspected.message);
      // A damaged zip says nothing reliable about its other members either.
      if (inspected.message.code === 'import.unreadable_zip') return { files: [], messages };
    } else files.push({ ...inspected, path: file.path });
  }
  return { files, messages };
}

/** Notes what is to be applied in one transaction: from there on the import goes on where it was. */
async function note(run: ImportRun, diffed: Diffed, { files, messages }: Found): Promise<void> {
  const order = fileTypes.map((fileType) => fileType.name as string);
  const sorted = files
    .map(({ path, file_type, header, total_rows }) => ({
      path,
      file_type: file_type.name,
      header,
      total_rows,
    }))
    .sort((a, b) => order.indexOf(a.file_type) - order.indexOf(b.file_type));
  const rows = sorted.reduce((sum, file) => sum + file.total_rows, 0);
  const isInline = rows + 1 <= INLINE_ROWS;
  const not_diffed = notDiffed(messages);
  await run.inChunk(async (client) => {
    const { root_account_id, sis_import_id } = run.key;
    if (sorted.length > 0) await insertImportFiles(client, root_account_id, sis_import_id, sorted);
    await run.storeMessages(
      client,
      messages.map((message) => ({ message: withShownName(message, isInline), row_info: null })),
    );
    await run.move(client, await noteDiff(client, diffed));
    await run.move(client, {
      data: {
        supplied_batches: [...new Set(sorted.map((file) => file.file_type))],
        // Canvas: an import that diffing leaves nothing of ends without any (observed).
        ...(diffed.kind === 'nothing' ? {} : { counts: run.tally.counts() }),
        running_immediately: isInline,
        ...(not_diffed.length === 0 ? {} : { not_diffed }),
        completed_importers: [],
      },
    });
  });
}

/** Records the diff; what the import says of it. */
async function noteDiff(client: PoolClient, diffed: Diffed): Promise<ImportStep> {
  if (diffed.kind === 'whole')
    return diffed.exceeded ? { options: { diffing_threshold_exceeded: true } } : {};
  if (diffed.kind === 'nothing') return {};
  const { id } = await insertStoredFile(client, diffed.zip);
  return {
    diffed_file_id: id,
    data: { diffed_against_sis_batch_id: diffed.base_id },
    options: { diffing_threshold_exceeded: false },
  };
}

/** The message with the file as the upload's size has it, in its text too. */
function withShownName(message: Message, isInline: boolean): Message {
  const file = shownName(message.file, isInline);
  const params = message.params.file === message.file ? { ...message.params, file } : message.params;
  return { ...message, file, params };
}

/** What messages call a file: its path for a small upload, else its base name. */
export function shownName<T extends string | null>(path: T, isInline: boolean): T | string {
  return path === null || isInline ? path : (path.split('/').at(-1) ?? path);
}
