import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { type Entry, fromBuffer, type Options, type ZipFile } from 'yauzl';

const openBuffer = promisify<Buffer, Options, ZipFile>(fromBuffer);

/** The files in a zip in their order: name to content. */
export async function unzip(bytes: Uint8Array): Promise<Readonly<Record<string, string>>> {
  const zip = await openBuffer(Buffer.from(bytes), { lazyEntries: true });
  const open = promisify(
    zip.openReadStream.bind(zip) as (entry: Entry, done: (...args: never[]) => void) => void,
  );
  const files: Record<string, string> = {};
  const ended = new Promise<void>((resolve, reject) => {
    zip.on('end', resolve).on('error', reject);
    zip.on('entry', (entry: Entry) => {
      open(entry)
        .then((stream) => text(stream as unknown as NodeJS.ReadableStream))
        .then((content) => {
          files[entry.fileName] = content;
          zip.readEntry();
        }, reject);
    });
  });
  zip.readEntry();
  await ended;
  return files;
}
