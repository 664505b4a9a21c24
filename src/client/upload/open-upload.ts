import { zipFiles } from '../zip/zip-files.ts';
import type { ByteSource } from './byte-source.ts';
import { baseNameOf, findCsvFiles, measureFile, openFile } from './read-files.ts';
import type { Upload, UploadPart, UploadSource } from './upload.ts';

interface Part {
  readonly name: string;
  readonly size_bytes: number;
  readonly open: () => Promise<ByteSource>;
}

async function openPart(part: UploadPart): Promise<Part> {
  if ('path' in part) {
    const { path, name = baseNameOf(path) } = part;
    return { name, size_bytes: await measureFile(path), open: () => openFile(path) };
  }
  const { name } = part;
  const blob = asBlob('content' in part ? part.content : part);
  return { name, size_bytes: blob.size, open: async () => blob.stream() };
}

const asBlob = (content: Blob | Uint8Array<ArrayBuffer>) =>
  content instanceof Blob ? content : new Blob([content]);

async function openZip(name: string, files: readonly UploadPart[]): Promise<UploadSource> {
  const parts = await Promise.all(files.map(openPart));
  const names = parts.map((part) => part.name);
  const twice = names.find((one, at) => names.indexOf(one) < at);
  if (twice !== undefined) throw new TypeError(`Two of the files are called ${twice}.`);
  return {
    name,
    size_bytes: null,
    csv_bytes: parts.map(({ size_bytes }) => size_bytes),
    is_repeatable: true,
    open: async () => zipFiles(parts),
  };
}

const isCsv = (name: string) => /\.csv$/i.test(name);

/**
 * Finds out what is known of an upload before it is sent.
 * @throws TypeError for a folder without CSV files; the platform's error when a path cannot be read.
 */
export async function openUpload(upload: Upload): Promise<UploadSource> {
  if ('folder' in upload) {
    const files = await findCsvFiles(upload.folder);
    if (files.length === 0) throw new TypeError(`There is no CSV file in ${upload.folder}.`);
    return openZip(upload.name ?? `${baseNameOf(upload.folder)}.zip`, files);
  }
  if ('files' in upload) return openZip(upload.name, upload.files);
  if ('open' in upload) {
    const { name, open } = upload;
    return { name, size_bytes: null, csv_bytes: null, is_repeatable: true, open: async () => open() };
  }
  if ('path' in upload) {
    const { path, name = baseNameOf(path) } = upload;
    const size_bytes = await measureFile(path);
    const csv_bytes = isCsv(name) ? [size_bytes] : null;
    return { name, size_bytes, csv_bytes, is_repeatable: true, open: () => openFile(path) };
  }
  const { name } = upload;
  const content = 'content' in upload ? upload.content : upload;
  if (!(content instanceof Blob) && !(content instanceof Uint8Array)) {
    return { name, size_bytes: null, csv_bytes: null, is_repeatable: false, open: async () => content };
  }
  const size_bytes = content instanceof Blob ? content.size : content.length;
  const csv_bytes = isCsv(name) ? [size_bytes] : null;
  return { name, size_bytes, csv_bytes, is_repeatable: true, open: async () => content };
}
