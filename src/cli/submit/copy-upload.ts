import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { collectUpload } from '../import/collect-upload.ts';
import { safeName } from '../safe-names.ts';

/** What is sent: a file of our own, so that what was checked is what goes out. */
export interface CopiedUpload {
  readonly path: string;
  /** Names of files that are no CSV. */
  readonly left_out: readonly string[];
  readonly remove: () => Promise<void>;
}

/**
 * Copies what the paths lead to into a folder of the profile, as one zip or as the single file that it is. Whoever writes
 * the files may still be at it: the check, the guards and the server are to see the same bytes.
 */
export async function copyUpload(
  paths: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<CopiedUpload> {
  const { upload, left_out } = await collectUpload(paths);
  const place = join(folder, 'sending');
  const remove = () => rm(place, { recursive: true, force: true });
  // What a run left that was killed.
  await remove();
  await mkdir(place, { recursive: true, mode: 0o700 });
  try {
    if ('path' in upload) {
      const path = join(place, safeName(basename(upload.path)));
      await copyFile(upload.path, path);
      return { path, left_out, remove };
    }
    if (!('open' in upload)) throw new Error('An upload is a file, or is opened.');
    const path = join(place, safeName(upload.name));
    await pipeline(upload.open() as AsyncIterable<Uint8Array>, createWriteStream(path, { mode: 0o600 }), {
      signal,
    });
    return { path, left_out, remove };
  } catch (error) {
    await remove();
    signal.throwIfAborted();
    throw error;
  }
}
