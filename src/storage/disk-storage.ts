import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkKey, NothingStored, type Storage } from './storage.ts';

// No key begins with a dot, so this folder cannot be reached by one.
const DRAFTS = '.drafts';

// Nobody uploads for two days; what is older was left by a crash.
const ABANDONED_MS = 2 * 24 * 60 * 60 * 1000;

/** Opens a storage in a folder of the disk, which is made where it is missing. */
export function openDiskStorage(folder: string): Storage {
  const drafts = join(folder, DRAFTS);
  mkdirSync(drafts, { recursive: true, mode: 0o700 });
  removeAbandoned(drafts);
  const pathOf = (key: string): string => {
    checkKey(key);
    return join(folder, key);
  };
  return {
    write: async (key, data) => {
      const path = pathOf(key);
      const draft = join(drafts, randomBytes(12).toString('hex'));
      try {
        const size_bytes = await writeDurably(draft, data);
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await rename(draft, path);
        await syncFolder(dirname(path));
        return { size_bytes };
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    read: async (key) => {
      // Opened here, so that a missing file is the caller's error and not the stream's.
      const file = await orMissing(key, open(pathOf(key), 'r'));
      return file.createReadStream();
    },
    withLocalFile: async (key, use) => {
      const path = pathOf(key);
      await orMissing(key, access(path));
      return use(path);
    },
    remove: async (key) => {
      await rm(pathOf(key), { force: true });
    },
  };
}

async function writeDurably(path: string, data: Readable): Promise<number> {
  const stream = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  try {
    await pipeline(data, stream);
  } catch (error) {
    // Until it is closed the file may still come to be, after whoever cleans up has looked for it.
    stream.destroy();
    if (!stream.closed) await once(stream, 'close');
    throw error;
  }
  return stream.bytesWritten;
}

/** Makes the new name itself survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function removeAbandoned(drafts: string): void {
  for (const name of readdirSync(drafts)) {
    const path = join(drafts, name);
    const written_at = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - written_at > ABANDONED_MS) rmSync(path, { force: true });
  }
}

async function orMissing<T>(key: string, opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new NothingStored(key, { cause: error });
    throw error;
  }
}
