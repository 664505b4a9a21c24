import { csvLine, type FileType, recognizeFileType } from '../../format/index.ts';
import { encodingName, guessEncoding, type OtherEncoding } from '../analysis/encoding.ts';
import {
  headerFindings,
  misspeltRecognition,
  otherSeparator,
  separatorName,
} from '../analysis/header-findings.ts';
import { keyColumns } from '../analysis/repeats.ts';
import { readLeniently } from './read-leniently.ts';

/** A corrected file, and what was done to it in sentences without an end. */
export interface FixedText {
  readonly text: string;
  readonly done: readonly string[];
}

type Records = readonly (readonly string[])[];

/**
 * Corrects what can be corrected without a person's decision: encoding, separator, stray quotes, misspelt columns,
 * accounts above their parents, rows that stand twice. Null when there is nothing to do, or when a quote is never
 * closed. The whole file is held in memory.
 */
export function fixText(bytes: Uint8Array, path: string): FixedText | null {
  const done: string[] = [];
  const encoding: OtherEncoding | null = guessEncoding(bytes);
  if (encoding !== null) done.push(`written in UTF-8 instead of ${encodingName(encoding)}`);
  const text = new TextDecoder(encoding ?? 'utf-8').decode(bytes);
  const first_line = text.slice(0, /[\r\n]/.exec(text)?.index ?? text.length);
  const as_given = first_line.split(',').map((cell) => cell.replaceAll('"', '').trim().toLowerCase());
  const separator = recognizeFileType(as_given) === null ? otherSeparator(as_given) : null;
  if (separator !== null) done.push(`separated by commas instead of ${separatorName(separator)}`);
  const { records, stray_quotes, is_unclosed } = readLeniently(text, separator ?? ',');
  const [header, ...rows] = records;
  if (is_unclosed || header === undefined) return null;
  if (stray_quotes > 0) done.push(`${stray_quotes} values with stray quotes put in quotes`);
  const names = renamed(header, path, done);
  const file_type = recognizeFileType(names);
  const kept =
    file_type === null ? rows : withoutRepeats(sorted(rows, names, file_type, done), names, file_type, done);
  return done.length === 0 ? null : { text: [names, ...kept].map((cells) => csvLine(cells)).join(''), done };
}

function renamed(header: readonly string[], path: string, done: string[]): readonly string[] {
  const names = header.map((cell) => cell.toLowerCase());
  const recognized = (given: readonly string[]) => {
    const file_type = recognizeFileType(given);
    return file_type === null ? [] : headerFindings(path, file_type, given);
  };
  const change = (given: readonly string[], column: string, meant: string) => {
    done.push(`column ${column} renamed to ${meant}`);
    return given.map((name) => (name === column ? meant : name));
  };
  let given: readonly string[] = names;
  if (recognizeFileType(given) === null)
    for (const { finding } of misspeltRecognition(path, given))
      given = change(given, finding.column, finding.params.nearest ?? '');
  for (const { code, column, params } of recognized(given))
    if (code === 'check.misspelt_column') given = change(given, column, params.nearest ?? '');
  return given;
}

/** Lets accounts stand below their parents; other rows keep their order. */
function sorted(rows: Records, names: readonly string[], { name }: FileType, done: string[]): Records {
  if (name !== 'account') return rows;
  const [id_at, parent_at] = [names.indexOf('account_id'), names.indexOf('parent_account_id')];
  const own = new Map(rows.map((row) => [row[id_at] ?? '', row]));
  const placed = new Set<readonly string[]>();
  const result: (readonly string[])[] = [];
  const place = (row: readonly string[], above: ReadonlySet<string>) => {
    if (placed.has(row)) return;
    const parent_id = row[parent_at] ?? '';
    const parent = own.get(parent_id);
    if (parent !== undefined && !above.has(parent_id)) place(parent, new Set([...above, parent_id]));
    if (placed.has(row)) return;
    placed.add(row);
    result.push(row);
  };
  // A file that repeats an account means its rows to be applied in their order.
  if (own.size < rows.length) return rows;
  for (const row of rows) place(row, new Set());
  if (result.some((row, at) => row !== rows[at])) done.push('parents put above their children');
  return result;
}

/** Leaves out rows that say again what the last row about their object has said. */
function withoutRepeats(
  rows: Records,
  names: readonly string[],
  file_type: FileType,
  done: string[],
): Records {
  const key_places = keyColumns(file_type).map((name) => names.indexOf(name));
  const last = new Map<string, string>();
  const kept = rows.filter((row) => {
    const key = key_places.map((at) => row[at] ?? '').join('\0');
    const content = row.join('\0');
    const isAgain = last.get(key) === content;
    last.set(key, content);
    return !isAgain;
  });
  if (kept.length < rows.length) done.push(`${rows.length - kept.length} repeated rows left out`);
  return kept;
}
