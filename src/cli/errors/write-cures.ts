import { mkdir } from 'node:fs/promises';
import type { UploadFile } from '../../check/index.ts';
import type { Client, SisImportError } from '../../client/index.ts';
import {
  CsvScanner,
  changeSisId,
  type FileType,
  fileTypeByName,
  identifyMessage,
  recognizeFileType,
} from '../../format/index.ts';
import { type Row, readNumberedRows } from '../rewrite-csv.ts';
import { correctRow, type SourceRow } from './correct-row.ts';
import { CorrectedFiles } from './corrected-files.ts';
import { type Claim, findClaim } from './find-claims.ts';

/** What was written and what was not. */
export interface Cures {
  readonly files: readonly { readonly path: string; readonly rows: number; readonly says: string }[];
  /** Rows that were corrected, as `users.csv:12 role: studnet to student`; the first ones. */
  readonly corrections: readonly string[];
  /** Why what looks curable was left alone; the first ones. */
  readonly doubts: readonly string[];
  /** Columns that no file that is written here may hold. */
  readonly left_out: readonly string[];
}

const MOST_TOLD = 20;

/** The type of a row and what it holds; null where the server does not tell so that it can be read. */
function readRowInfo(
  info: string | null,
  message: string,
): { readonly file_type: FileType; readonly row: SourceRow } | null {
  if (info === null) return null;
  const scanner = new CsvScanner();
  scanner.push(new TextEncoder().encode(`${info}\n`));
  scanner.end();
  const cells = scanner.take()[0]?.cells ?? [];
  const pairs = cells.map((cell) => /^([a-z_]+)=(.*)$/s.exec(cell));
  if (pairs.length === 0 || pairs.some((pair) => pair === null)) return null;
  const row = Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
  const names = Object.keys(row);
  // Columns that are blank are not told, so that those that are do not always tell the type.
  const file_type =
    fileTypeByName(identifyMessage(message)?.code.split('.')[0] ?? '') ?? recognizeFileType(names);
  return file_type ? { file_type, row } : null;
}

/** The rows that messages are about, taken from the files that were sent: by the file's name and the row's number. */
async function findRows(files: readonly UploadFile[], wanted: ReadonlyMap<string, ReadonlySet<number>>) {
  const found = new Map<string, Row>();
  for (const file of files) {
    const numbers = wanted.get(file.base_name) ?? wanted.get(file.path);
    if (numbers === undefined) continue;
    for await (const rows of readNumberedRows(file))
      for (const { number, row } of rows)
        if (numbers.has(number)) found.set(`${file.base_name}:${number}`, row);
  }
  return found;
}

const baseNameOf = (file: string | null) => (file ?? '').split('/').at(-1) ?? '';

/** What cures are made of. */
export interface CureSources {
  readonly client: Client;
  /** All messages of the import, as often as they are asked for. */
  readonly messages: () => AsyncIterable<SisImportError>;
  /** The files that were sent, if they are at hand: they hold more of a row than a server tells. */
  readonly files: readonly UploadFile[];
  readonly folder: string;
  /** Whether to write over files. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

async function findWanted({ messages, files }: CureSources) {
  const wanted = new Map<string, Set<number>>();
  if (files.length === 0) return new Map<string, Row>();
  for await (const { file, row } of messages()) {
    if (row === null) continue;
    const name = baseNameOf(file);
    wanted.set(name, (wanted.get(name) ?? new Set()).add(row));
  }
  return await findRows(files, wanted);
}

/**
 * Writes CSV files that cure what an import has said: `change_sis_id.csv` where a person has got another SIS ID,
 * and rows as they were meant. Only what is certain; the rest is named.
 */
export async function writeCures(sources: CureSources): Promise<Cures> {
  const { client, messages, folder, force, signal } = sources;
  await mkdir(folder, { recursive: true });
  const rows = await findWanted(sources);
  const corrected = new CorrectedFiles(folder, force);
  const changes = new Map<string, Claim>();
  const [corrections, doubts]: [string[], string[]] = [[], []];
  const left_out = new Set<string>();
  for await (const { sis_import_id, file, row: number, row_info, message } of messages()) {
    const place = `${baseNameOf(file)}${number === null ? '' : `:${number}`}`;
    const source = rows.get(place);
    const type_of_file = source === undefined ? null : recognizeFileType(Object.keys(source));
    const read =
      source && type_of_file
        ? { file_type: type_of_file, row: source }
        : readRowInfo(row_info ?? null, message);
    if (read === null) continue;
    const { file_type, row } = read;
    const claim =
      file_type.name === 'user' ? await findClaim(client, { row, message, sis_import_id }, signal) : null;
    if (claim?.doubt === null) changes.set(claim.old_id, claim);
    else if (claim) doubts.push(`${place} ${claim.new_id}: ${claim.doubt}`);
    const correction = claim === null ? correctRow(row, file_type, message) : null;
    if (correction === null) continue;
    const kept = Object.entries(correction.row).filter(([name]) => {
      const is_secret = file_type.columns[name]?.secret === true;
      if (is_secret) left_out.add(name);
      return !is_secret;
    });
    await corrected.write(file_type, Object.fromEntries(kept));
    corrections.push(`${place} ${correction.done.join(', ')}`);
  }
  for (const { old_id, new_id } of changes.values()) {
    await corrected.write(changeSisId, { old_id, new_id, type: 'user' });
  }
  const files = (await corrected.close()).map((file) => ({
    ...file,
    says: file.path.endsWith('change_sis_id.csv')
      ? 'SIS IDs of people who have got another one: import it before the upload'
      : 'rows as they were meant',
  }));
  const first = (lines: readonly string[]) => lines.toReversed().slice(0, MOST_TOLD);
  return { files, corrections: first(corrections), doubts: first(doubts), left_out: [...left_out] };
}
