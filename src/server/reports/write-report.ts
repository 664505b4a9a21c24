import { addAbortSignal, pipeline, type Readable, Transform } from 'node:stream';
import { ZipFile } from 'yazl';
import { type ExportSnapshot, type ExportStream, readSnapshot } from '../../db/index.ts';
import type { PlannedFile, ReportPlan } from '../../engine/index.ts';
import type { ServerContext } from '../context.ts';

/** How far a report is; grows while it is written. */
export interface ReportProgress {
  /** Whole files. */
  files: number;
  /** Rows, of the file under way too. */
  rows: number;
}

export interface WriteOptions {
  /** In which times are written. */
  readonly time_zone: string;
  /** The date that the files in a zip bear. */
  readonly made_at: Date;
  /** Under which the file is stored, without an ending. */
  readonly storage_key: string;
  /** Stops the writing, which then throws; nothing is stored. */
  readonly signal: AbortSignal;
  /** Updated as the writing goes on. */
  readonly progress: ReportProgress;
}

/** A report's file in the storage. */
export interface WrittenReport {
  readonly storage_key: string;
  readonly content_type: string;
  readonly extension: 'csv' | 'zip';
  readonly size_bytes: number;
}

// Twice as fast as the usual 6, for a tenth more bytes.
const COMPRESSION_LEVEL = 3;

/**
 * Writes a report into the storage, straight from the database: a file alone as CSV, several as a zip. Null when
 * no file was chosen.
 */
export async function writeReport(
  { database, storage }: Pick<ServerContext, 'database' | 'storage'>,
  { files, scope }: ReportPlan,
  options: WriteOptions,
): Promise<WrittenReport | null> {
  const [first] = files;
  if (first === undefined) return null;
  const { time_zone, signal } = options;
  const extension = files.length === 1 ? 'csv' : 'zip';
  const storage_key = `${options.storage_key}.${extension}`;
  const { size_bytes } = await readSnapshot(database.pool, { scope, time_zone }, (snapshot) => {
    const open = (file: PlannedFile) => readFile(snapshot, file, options.progress);
    const data = files.length === 1 ? open(first) : zipFiles(files, options.made_at, open);
    return storage.write(storage_key, addAbortSignal(signal, data));
  });
  const content_type = extension === 'csv' ? 'text/csv' : 'application/zip';
  return { storage_key, content_type, extension, size_bytes };
}

/** A file's CSV, counted as it passes. */
function readFile(snapshot: ExportSnapshot, file: PlannedFile, progress: ReportProgress): Readable {
  const source = snapshot.copy(file.choice, file.columns);
  // Whoever reads the counter hears of a failure.
  return pipeline(source, countRows(source, progress), () => {});
}

/** Lines stand for rows until the file's end tells their true number: a quoted cell may hold line breaks. */
function countRows(source: ExportStream, progress: ReportProgress): Transform {
  const before = progress.rows;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) progress.rows += 1;
      done(null, chunk);
    },
    flush(done) {
      progress.rows = before + source.rowCount;
      progress.files += 1;
      done();
    },
  });
}

/** A zip of the files; each is opened when the one before it has ended. */
function zipFiles(
  files: readonly PlannedFile[],
  mtime: Date,
  open: (file: PlannedFile) => Readable,
): Readable {
  const zip = new ZipFile();
  const data = zip.outputStream as Readable;
  const fail = (error: Error) => data.destroy(error);
  zip.on('error', fail);
  for (const file of files)
    zip.addReadStreamLazy(file.file_name, { mtime, compressionLevel: COMPRESSION_LEVEL }, (give) => {
      if (data.destroyed) return;
      give(null, open(file).on('error', fail));
    });
  zip.end();
  return data;
}
