import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { draftMessage, toMessage } from '../../format/index.ts';
import { openZip } from './open-zip.ts';
import { default_upload_limits, type OpenedUpload, type UploadLimits } from './upload.ts';

/**
 * Opens a stored upload, one CSV file or a zip of them; the ending of its display name tells which.
 *
 * From a zip come all CSV files in all folders. Directories, dot-files, `__MACOSX`, empty files and unsafe
 * members are passed over without a word, other members with `file.type_skipped`. The rest are failures without
 * any file: `file.type_unsupported`, `import.upload_too_large`, `import.unreadable_zip`.
 */
export async function openUpload(
  path: string,
  display_name: string,
  limits: Partial<UploadLimits> = {},
): Promise<OpenedUpload> {
  const ending = /\.[^.]*$/.exec(display_name)?.[0].toLowerCase();
  if (ending === '.zip') return openZip(path, display_name, { ...default_upload_limits, ...limits });
  if (ending === '.csv') return openCsv(path, display_name);
  const unsupported = draftMessage('file.type_unsupported', { file: display_name });
  return { files: [], messages: [toMessage(unsupported, display_name, null)], close: async () => {} };
}

async function openCsv(path: string, display_name: string): Promise<OpenedUpload> {
  const { size } = await stat(path);
  const file = {
    path: display_name,
    base_name: display_name.slice(display_name.lastIndexOf('/') + 1),
    size_bytes: size,
    read: async () => createReadStream(path),
  };
  return { files: size === 0 ? [] : [file], messages: [], close: async () => {} };
}
