import {
  type CsvFault,
  type CsvFaultKind,
  CsvScanner,
  csvLine,
  draftMessage,
  type FileType,
  fileTypes,
  type Message,
  type MessageDraft,
  recognizeFileType,
  toMessage,
} from '../../format/index.ts';
import { UnreadableZipError, type UploadFile } from '../open/index.ts';
import { readRecords } from './read-records.ts';

/** A file that is sound from beginning to end. */
export interface InspectedFile {
  readonly file: UploadFile;
  readonly file_type: FileType;
  /** Trimmed and lower-cased; blank cells are `''`. */
  readonly header: readonly string[];
  /** Data records; those of blank cells are not counted. */
  readonly total_rows: number;
  readonly bytes: number;
}

/**
 * Reads a file once from beginning to end, so that nothing of a file with a fault anywhere is applied. The faults
 * are `file.invalid_utf8` before `file.malformed_csv` before `file.headers_unrecognized`, which leave the file
 * out, and `import.unreadable_zip`, which speaks of the whole upload: nothing of it is to be imported.
 */
export async function inspectFile(file: UploadFile): Promise<InspectedFile | { readonly message: Message }> {
  const scanner = new CsvScanner();
  let header: readonly string[] | null = null;
  let records = 0;
  try {
    for await (const found of readRecords(file, scanner)) {
      header ??= found[0]?.cells.map((cell) => cell.toLowerCase()) ?? null;
      records += found.length;
    }
  } catch (error) {
    if (!(error instanceof UnreadableZipError)) throw error;
    const unreadable = draftMessage('import.unreadable_zip', { file: error.file, reason: error.reason });
    return { message: toMessage(unreadable, error.file, null) };
  }
  const refusal = (draft: MessageDraft) => ({ message: toMessage(draft, file.path, null) });
  if (scanner.fault !== null) return refusal(draftFault(file.path, scanner.fault));
  const file_type = recognizeFileType(header ?? []);
  if (header === null || file_type === null) {
    const unrecognized = { file: file.path, header: showHeader(header ?? []) };
    return refusal(draftMessage('file.headers_unrecognized', unrecognized));
  }
  return { file, file_type, header, total_rows: records - 1, bytes: file.size_bytes };
}

const fault_words: Readonly<Record<Exclude<CsvFaultKind, 'invalid_utf8'>, string>> = {
  unclosed_quote: 'a quote is never closed',
  quote_in_unquoted: 'a quote stands inside an unquoted value',
  text_after_quote: 'text follows a closing quote',
  record_too_long: 'a record is longer than 16 MiB',
};

function draftFault(file: string, { kind, line, column }: CsvFault): MessageDraft {
  if (kind === 'invalid_utf8') return draftMessage('file.invalid_utf8', { file, line });
  return draftMessage('file.malformed_csv', { file, line, column, fault: fault_words[kind] });
}

const most_shown = 200;
const known_columns = new Set(fileTypes.flatMap((fileType) => Object.keys(fileType.columns)));

/**
 * The header for a message. Where no cell is a column name, the header was probably forgotten and these are data,
 * perhaps a password: they are not shown.
 */
function showHeader(header: readonly string[]): string {
  if (header.every((cell) => cell === '')) return 'it is blank';
  if (!header.some((cell) => known_columns.has(cell)))
    return `none of its ${header.length} cells is a column name`;
  const line = csvLine(header).trimEnd();
  return line.length > most_shown ? `${line.slice(0, most_shown)}...` : line;
}
