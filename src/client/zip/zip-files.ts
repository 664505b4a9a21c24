import { type ByteSource, readPieces } from '../upload/byte-source.ts';
import { crc32 } from './crc32.ts';

/** A file of a zip to be. */
export interface ZipEntry {
  /** With `/` between folders. */
  readonly name: string;
  readonly open: () => Promise<ByteSource>;
}

/** What the directory at the end of a zip says of an entry. */
interface Written {
  readonly name: Uint8Array;
  readonly crc: number;
  readonly packed_bytes: number;
  readonly plain_bytes: number;
  readonly offset: number;
}

// APPNOTE.TXT 4.4: lengths after the data, as nobody knows them before; names in UTF-8.
const FLAGS = 0x0808;
const DEFLATE = 8;
const VERSION = 20;
// The first day of its calendar: the same files make the same bytes, whenever they are zipped.
const FIRST_DAY = 0x0021;
const MOST = 0xffff_ffff;
const MOST_ENTRIES = 0xffff;

function numbers(...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Uint8Array {
  const out = new Uint8Array(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return out;
}

const common = [
  [2, VERSION],
  [2, FLAGS],
  [2, DEFLATE],
  [2, 0],
  [2, FIRST_DAY],
] as const;

const localHeader = (name: Uint8Array) =>
  numbers([4, 0x04034b50], ...common, [4, 0], [4, 0], [4, 0], [2, name.length], [2, 0]);

const descriptor = ({ crc, packed_bytes, plain_bytes }: Written) =>
  numbers([4, 0x08074b50], [4, crc], [4, packed_bytes], [4, plain_bytes]);

const directoryEntry = ({ name, crc, packed_bytes, plain_bytes, offset }: Written) =>
  numbers(
    [4, 0x02014b50],
    [2, VERSION],
    ...common,
    ...([crc, packed_bytes, plain_bytes].map((value) => [4, value]) as [4, number][]),
    [2, name.length],
    ...([0, 0, 0, 0].map((value) => [2, value]) as [2, number][]),
    [4, 0],
    [4, offset],
  );

const directoryEnd = (entries: number, bytes: number, offset: number) =>
  numbers([4, 0x06054b50], [2, 0], [2, 0], [2, entries], [2, entries], [4, bytes], [4, offset], [2, 0]);

/** Deflates bytes as they come, and tells of each piece that went in. */
async function* deflate(
  source: ByteSource,
  onPlain: (piece: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new CompressionStream('deflate-raw');
  const writer = writable.getWriter();
  const faults: unknown[] = [];
  const feed = async () => {
    try {
      for await (const piece of readPieces(source)) {
        onPlain(piece);
        // Waits until there is room for more.
        await writer.write(piece as Uint8Array<ArrayBuffer>);
      }
      await writer.close();
    } catch (error) {
      faults.push(error);
      await writer.abort(error).catch(() => {});
    }
  };
  const fed = feed();
  try {
    yield* readPieces(readable);
  } catch (error) {
    // What broke first is what the reader is to hear of.
    throw faults[0] ?? error;
  } finally {
    // When nobody reads on, the source must be closed, too.
    await writer.abort().catch(() => {});
    await fed;
  }
  if (faults.length > 0) throw faults[0];
}

/**
 * Writes a zip of the files while they are read, nothing of it held but the pieces on their way.
 * @throws RangeError beyond 4 GiB or 65,535 files, which take another form of zip.
 */
export async function* zipFiles(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let offset = 0;
  const limit = (bytes: number) => {
    if (bytes > MOST) throw new RangeError('A zip made on the fly holds at most 4 GiB: make one beforehand.');
  };
  if (entries.length > MOST_ENTRIES)
    throw new RangeError('A zip made on the fly holds at most 65,535 files.');
  for (const { name: text, open } of entries) {
    const name = new TextEncoder().encode(text);
    const start = offset;
    let crc = 0;
    let plain_bytes = 0;
    let packed_bytes = 0;
    yield localHeader(name);
    yield name;
    const packed = deflate(await open(), (piece) => {
      crc = crc32(piece, crc);
      plain_bytes += piece.length;
    });
    for await (const piece of packed) {
      packed_bytes += piece.length;
      limit(Math.max(plain_bytes, start + packed_bytes));
      yield piece;
    }
    const entry = { name, crc, packed_bytes, plain_bytes, offset: start };
    yield descriptor(entry);
    written.push(entry);
    offset += 30 + name.length + packed_bytes + 16;
    limit(offset);
  }
  let directory_bytes = 0;
  for (const entry of written) {
    yield directoryEntry(entry);
    yield entry.name;
    directory_bytes += 46 + entry.name.length;
  }
  yield directoryEnd(written.length, directory_bytes, offset);
}
