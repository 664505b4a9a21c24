import { CsvScanner, type FileType, fileTypes, type Message, recognizeFileType } from '../../format/index.ts';
import { chunksOf, type OpenedUpload, UnreadableZipError, type UploadFile } from '../open/index.ts';
import { inspectFile } from '../read/index.ts';
import { readRecords } from '../read/read-records.ts';
import { CellIndex } from './cell-index.ts';
import { FileRows, type Shared } from './file-rows.ts';
import type { FindingSink, MissingObject } from './finding.ts';
import { type PeekedFile, peekFile } from './peek-file.ts';
import { RecordLane } from './record-lane.ts';
import { tellBroken, tellHeader, tellMessage, tellOfFile } from './tell-files.ts';
import { World } from './world.ts';

/** A file that was read to its end. */
export interface AnalyzedFile {
  readonly path: string;
  readonly file_type: FileType;
  readonly header: readonly string[];
  readonly rows: number;
  /** Rows that an import into an empty account would refuse. */
  readonly skipped: number;
}

/** A file that an import would leave out. */
export interface BrokenFile {
  readonly path: string;
  /** What it is by its header, where that can be read. */
  readonly file_type: FileType | null;
  readonly header: readonly string[];
}

/** What an analysis came to, apart from its findings. */
export interface Analysis {
  readonly files: readonly AnalyzedFile[];
  readonly broken: readonly BrokenFile[];
  /** Whether the files make the object, be it too late. */
  readonly is_made: (object: MissingObject) => boolean;
}

export interface AnalyzeOptions {
  /** What the server has already, as uploads of SIS files. Nothing is said about them. */
  readonly assume?: readonly OpenedUpload[];
  /** Read every row the long way; it finds the same. */
  readonly plainly?: boolean;
}

/** A file in an upload that stands for what the server has could not be read. */
export class UnreadableAssumptionError extends Error {
  override readonly name = 'UnreadableAssumptionError';
}

const silent: FindingSink = { reset() {}, tell() {}, refuse() {} };

/**
 * Finds all that can be known of files without a server: what an import into an account that holds nothing else (but
 * what `assume` brings) would say, and what it would accept without a word. Each file is read once; when one turns
 * out to be broken, which leaves all of it out, the analysis begins again without it.
 */
export async function analyzeUpload(
  upload: OpenedUpload,
  sink: FindingSink,
  { assume = [], plainly = false }: AnalyzeOptions = {},
): Promise<Analysis> {
  const peeked = await Promise.all(upload.files.map((file) => peekFile(file)));
  const broken = new Map<string, Message>();
  for (;;) {
    sink.reset();
    const analysis = await tryToAnalyze(upload, peeked, broken, sink, { assume, plainly });
    if (analysis !== null) return analysis;
    // One file is broken; whether others are is found out at once.
    const known = broken.size;
    for (const file of upload.files) {
      const inspected = broken.has(file.path) ? null : await inspectFile(file);
      if (inspected !== null && 'message' in inspected) broken.set(file.path, inspected.message);
    }
    if (broken.size === known) throw new Error('A file changed while it was being read.');
  }
}

async function tryToAnalyze(
  upload: OpenedUpload,
  peeked: readonly PeekedFile[],
  broken: ReadonlyMap<string, Message>,
  sink: FindingSink,
  { assume, plainly }: Required<AnalyzeOptions>,
): Promise<Analysis | null> {
  for (const message of upload.messages) tellMessage(message, sink);
  if (upload.files.length === 0 && upload.messages.every(({ effect }) => effect !== 'failure'))
    tellOfFile('check.no_files', null, {}, sink);
  const isUnreadable = [...broken.values()].some(({ code }) => code === 'import.unreadable_zip');
  const good: { file: UploadFile; file_type: FileType; header: readonly string[] }[] = [];
  const left_out: BrokenFile[] = [];
  for (const { file, header, beginning } of peeked) {
    const message = broken.get(file.path);
    const file_type = recognizeFileType(header ?? []);
    if (message !== undefined) tellBroken(file.path, header ?? [], beginning, message, sink);
    else if (header === null || file_type === null) return null;
    else if (!isUnreadable) good.push({ file, file_type, header });
    if (message !== undefined || isUnreadable)
      left_out.push({ path: file.path, file_type, header: header ?? [] });
  }
  const shared: Shared = { world: new World(), sink, paths: [], repeats: new Map() };
  for (const known of assume) await assumeUpload(known, shared.world);
  const order = fileTypes.map(({ name }) => name as string);
  good.sort((a, b) => order.indexOf(a.file_type.name) - order.indexOf(b.file_type.name));
  const files: AnalyzedFile[] = [];
  for (const { file, file_type, header } of good) {
    const lacking = tellHeader(file.path, file_type, header, sink);
    const rows = new FileRows(file.path, file_type, header, lacking, shared);
    if (!(await readInto(rows, file, header, plainly))) return null;
    if (rows.rows === 0) tellOfFile('check.no_rows', file.path, { file: file.path }, sink);
    files.push({ path: file.path, file_type, header, rows: rows.rows, skipped: rows.skipped });
  }
  const is_made = ({ kind, id }: MissingObject) => shared.world.has(kind, id);
  return { files, broken: left_out, is_made };
}

/** Reads a file to its end; false when it is broken. */
async function readInto(
  rows: FileRows,
  file: UploadFile,
  header: readonly string[],
  plainly: boolean,
): Promise<boolean> {
  const taker = plainly ? null : rows.openLane();
  if (taker !== null)
    return await readByLane(new RecordLane(header.length, file.size_bytes, taker), rows, file);
  const scanner = new CsvScanner();
  let is_header = true;
  try {
    for await (const records of readRecords(file, scanner)) {
      for (const record of records) {
        if (is_header) is_header = false;
        else rows.take(record, scanner.has_nul);
      }
      if (scanner.fault !== null) return false;
    }
  } catch (error) {
    if (error instanceof UnreadableZipError) return false;
    throw error;
  }
  if (scanner.fault !== null) return false;
  rows.finish();
  return true;
}

async function readByLane(lane: RecordLane, rows: FileRows, file: UploadFile): Promise<boolean> {
  try {
    for await (const bytes of await chunksOf(file)) {
      lane.push(bytes);
      if (lane.is_broken) return false;
    }
  } catch (error) {
    if (error instanceof UnreadableZipError) return false;
    throw error;
  }
  lane.end();
  if (lane.is_broken) return false;
  rows.finish();
  return true;
}

/** Lets the world hold what an upload would make, without a word. */
async function assumeUpload(upload: OpenedUpload, world: World): Promise<void> {
  const shared: Shared = { world, sink: silent, paths: [], repeats: new Map() };
  const peeked = await Promise.all(upload.files.map((file) => peekFile(file)));
  const order = fileTypes.map(({ name }) => name as string);
  const known = peeked.flatMap(({ file, header }) => {
    const file_type = recognizeFileType(header ?? []);
    return header !== null && file_type !== null ? [{ file, header, file_type }] : [];
  });
  if (known.length < peeked.length || upload.messages.some(({ effect }) => effect === 'failure'))
    throw new UnreadableAssumptionError('one of the files is no CSV file of a known type');
  known.sort((a, b) => order.indexOf(a.file_type.name) - order.indexOf(b.file_type.name));
  for (const { file, file_type, header } of known) {
    const rows = new FileRows(file.path, file_type, header, new Set(), shared);
    if (!(await readInto(rows, file, header, false)))
      throw new UnreadableAssumptionError(`${file.path} cannot be read`);
  }
  world.emails = new CellIndex();
}
