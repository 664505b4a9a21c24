import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { draftMessage, type MessageDraft, toMessage } from '../../format/index.ts';
import type { OpenedUpload, UploadFile, UploadLimits } from './upload.ts';
import { isSystemError, ZipDisk } from './zip-disk.ts';
import { memberFault, type OpenZip, readMember } from './zip-member.ts';
import { isIgnoredPath, safePath } from './zip-path.ts';

interface Member {
  readonly path: string;
  readonly entry: Entry;
  readonly is_csv: boolean;
}

/** Opens a zip on disk. Only its directory is read here; members are unpacked as they are read. */
export async function openZip(
  path: string,
  display_name: string,
  limits: UploadLimits,
): Promise<OpenedUpload> {
  const handle = await open(path);
  try {
    const opened = await openOnDisk(handle, display_name, limits);
    if ('code' in opened) {
      await handle.close();
      return { files: [], messages: [toMessage(opened, display_name, null)], close: async () => {} };
    }
    return opened;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The upload, or the message for which the whole of it is refused. */
async function openOnDisk(
  handle: FileHandle,
  display_name: string,
  limits: UploadLimits,
): Promise<OpenedUpload | MessageDraft> {
  let unreadable = 'it is no zip, or a part of one';
  try {
    const { size } = await handle.stat();
    const directory = await yauzl.fromRandomAccessReaderPromise(new ZipDisk(handle), size, {
      autoClose: false,
      decodeStrings: false,
    });
    unreadable = 'its directory is damaged';
    const entries = await listEntries(
      directory,
      Math.min(limits.ratio * size, limits.total_bytes),
      limits.files,
    );
    if (typeof entries === 'string') {
      return draftMessage('import.upload_too_large', { file: display_name, limit: entries });
    }
    const members = keepMembers(entries);
    const fault = firstFault(members);
    if (fault === null) return uploadOf({ handle, directory, display_name }, members);
    unreadable = fault;
  } catch (error) {
    if (isSystemError(error)) throw error;
  }
  return draftMessage('import.unreadable_zip', { file: display_name, reason: unreadable });
}

/** Path to entry of all safe members, the first for each path; the limit in words if they go beyond one. */
async function listEntries(
  directory: ZipFile,
  most_bytes: number,
  most_files: number,
): Promise<ReadonlyMap<string, Entry> | string> {
  const entries = new Map<string, Entry>();
  let bytes = 0;
  for await (const entry of directory.eachEntry()) {
    const path = safePath(entry);
    if (path === null || entries.has(path)) continue;
    entries.set(path, entry);
    bytes += entry.uncompressedSize;
    if (bytes > most_bytes) return `${most_bytes} bytes unpacked`;
    if (entries.size > most_files) return `${most_files} files`;
  }
  return entries;
}

function keepMembers(entries: ReadonlyMap<string, Entry>): readonly Member[] {
  return [...entries]
    .filter(([path, entry]) => entry.uncompressedSize > 0 && !isIgnoredPath(path))
    .map(([path, entry]) => ({ path, entry, is_csv: path.toLowerCase().endsWith('.csv') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function firstFault(members: readonly Member[]): string | null {
  for (const { path, entry, is_csv } of members) {
    const fault = is_csv ? memberFault(entry, path) : null;
    if (fault !== null) return fault;
  }
  return null;
}

function uploadOf(zip: OpenZip, members: readonly Member[]): OpenedUpload {
  const open_streams = new Set<Readable>();
  return {
    files: members.filter(({ is_csv }) => is_csv).map((member) => uploadFile(zip, member, open_streams)),
    messages: members
      .filter(({ is_csv }) => !is_csv)
      .map(({ path }) => toMessage(draftMessage('file.type_skipped', { file: path }), path, null)),
    // Waits for readings that are being given up; afterwards the file can be deleted on any system.
    close: async () => {
      for (const stream of open_streams) stream.destroy();
      await zip.handle.close();
    },
  };
}

function uploadFile(zip: OpenZip, { path, entry }: Member, open_streams: Set<Readable>): UploadFile {
  return {
    path,
    base_name: path.slice(path.lastIndexOf('/') + 1),
    size_bytes: entry.uncompressedSize,
    read: async () => {
      const stream = readMember(zip, entry, path);
      open_streams.add(stream);
      stream.once('close', () => open_streams.delete(stream));
      return stream;
    },
  };
}
