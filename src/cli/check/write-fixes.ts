import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fixText, type OpenedUpload } from '../../check/index.ts';
import { CommandError } from '../exit-status.ts';
import { renderForeign } from '../render.ts';
import { makeSafePaths } from '../safe-names.ts';
import type { Output } from '../surroundings.ts';

/** Decoded it becomes a text, and none can be longer than half a billion characters. */
const most_bytes = 500 * 1024 ** 2;

/**
 * Writes corrected copies of the files that can be corrected into a folder, below which they keep their names as
 * far as every system takes them, and says what was done. Nothing that is there is written over.
 */
export async function writeFixes(upload: OpenedUpload, folder: string, stderr: Output): Promise<void> {
  let fixed = 0;
  const pathOf = makeSafePaths();
  for (const file of upload.files) {
    const name = renderForeign(file.path);
    if (file.size_bytes > most_bytes) {
      stderr.write(`${name}: too large to be corrected\n`);
      continue;
    }
    const correction = fixText(await buffer(await file.read()), file.path);
    if (correction === null) continue;
    const target = join(folder, pathOf(file.path));
    await mkdir(dirname(target), { recursive: true });
    try {
      await writeFile(target, correction.text, { flag: 'wx' });
    } catch (error) {
      throw new CommandError(`${target} cannot be written; --fix writes over no file.`, undefined, error);
    }
    fixed += 1;
    stderr.write(`${name}: ${correction.done.join('; ')}; written to ${renderForeign(target)}\n`);
  }
  if (fixed === 0) stderr.write('there is nothing that --fix could correct\n');
}
