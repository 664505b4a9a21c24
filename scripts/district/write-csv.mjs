import { closeSync, createWriteStream, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const SPECIAL = /[",\r\n]/;
const CHUNK_CHARS = 1 << 18;

/** One CSV record without its line end; a cell is quoted only where it must be. */
export function csvLine(cells) {
  let line = '';
  for (let i = 0; i < cells.length; i += 1) {
    const cell = cells[i];
    if (i > 0) line += ',';
    line += SPECIAL.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  }
  return line;
}

/** The file as a stream of buffers; `tally.rows` and `tally.bytes` grow with it. */
export function* csvChunks(columns, rows, tally) {
  let text = `${csvLine(columns)}\n`;
  for (const cells of rows) {
    text += `${csvLine(cells)}\n`;
    tally.rows += 1;
    if (text.length >= CHUNK_CHARS) {
      const chunk = Buffer.from(text);
      tally.bytes += chunk.length;
      yield chunk;
      text = '';
    }
  }
  const chunk = Buffer.from(text);
  tally.bytes += chunk.length;
  yield chunk;
}

/** Writes each `{ file, chunks }` into the folder. */
export function writeFolder(folder, files) {
  mkdirSync(folder, { recursive: true });
  for (const { file, chunks, done } of files) {
    const handle = openSync(join(folder, file), 'w');
    for (const chunk of chunks) writeSync(handle, chunk);
    closeSync(handle);
    done();
  }
}

/** Writes all files into one zip, whose bytes depend on nothing but theirs. */
export async function writeZip(path, files) {
  const { default: yazl } = await import('yazl');
  mkdirSync(dirname(path), { recursive: true });
  const zip = new yazl.ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(path));
  const mtime = new Date(2026, 0, 1);
  for (const { file, chunks, done } of files) {
    const stream = Readable.from(chunks, { objectMode: false });
    stream.once('end', done);
    zip.addReadStream(stream, file, { mtime, forceDosTimestamp: true });
  }
  zip.end();
  await written;
}
