import { inspectFile, type OpenedUpload } from '../../check/index.ts';
import { insertImportFiles } from '../../db/index.ts';
import { fileTypes, type Message } from '../../format/index.ts';
import type { ImportRun } from '../import-run.ts';
import { stopIfAsked } from './apply-rows.ts';

// Canvas: an upload whose records and one more come to this many runs in one go, and its messages name files
// by their whole path in the zip, larger ones only by their base name (published behaviour).
const INLINE_ROWS = 50;

/**
 * Reads every file of the upload once to its end before any row is applied: encoding, CSV form, file type, number
 * of rows. What is wrong becomes messages; the good files are noted down in the order of their processing.
 */
export async function prepare(run: ImportRun, upload: OpenedUpload): Promise<void> {
  await run.inChunk(async (client) => {
    await run.move(client, { data: { phase: { name: 'reading', done_rows: 0, total_rows: 0 } } });
  });
  const messages: Message[] = [...upload.messages];
  const good: { path: string; file_type: string; header: readonly string[]; total_rows: number }[] = [];
  for (const file of upload.files) {
    stopIfAsked(run);
    const inspected = await inspectFile(file);
    if ('message' in inspected) {
      messages.push(inspected.message);
      // A damaged zip says nothing reliable about its other members either.
      if (inspected.message.code === 'import.unreadable_zip') {
        good.length = 0;
        break;
      }
    } else {
      const { file_type, header, total_rows } = inspected;
      good.push({ path: file.path, file_type: file_type.name, header, total_rows });
    }
  }
  const order = fileTypes.map((fileType) => fileType.name as string);
  good.sort((a, b) => order.indexOf(a.file_type) - order.indexOf(b.file_type));
  const rows = good.reduce((sum, file) => sum + file.total_rows, 0);
  const isInline = rows + 1 <= INLINE_ROWS;
  await run.inChunk(async (client) => {
    const { root_account_id, sis_import_id } = run.key;
    if (good.length > 0) await insertImportFiles(client, root_account_id, sis_import_id, good);
    await run.storeMessages(
      client,
      messages.map((message) => ({ message: withShownName(message, isInline), row_info: null })),
    );
    await run.move(client, {
      data: {
        supplied_batches: [...new Set(good.map((file) => file.file_type))],
        counts: run.tally.counts(),
        running_immediately: isInline,
        completed_importers: [],
      },
    });
  });
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
