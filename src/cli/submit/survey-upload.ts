import { type OpenedUpload, readRecords, UnreadableZipError, type UploadFile } from '../../check/index.ts';
import {
  type CsvRecord,
  CsvScanner,
  type FileType,
  fileTypes,
  recognizeFileType,
} from '../../format/index.ts';
import { type Fingerprints, fingerprint, type KindCount, type RowNumbers } from '../state/index.ts';
import { countMissing, NumberList, uniteLists } from './number-sets.ts';

/** What is known of the rows of one file type, beside those of the last accepted upload. */
export interface KindSurvey extends KindCount {
  /** Different rows that do not ask for a delete: a file is no larger for rows that are repeated, or deleted. */
  readonly living: number;
  /** The living rows of the last accepted upload; null where there is none to compare with. */
  readonly last_rows: number | null;
  /** Different rows that ask for a delete and did not in the last accepted upload. */
  readonly new_deletes: number;
  readonly added: number;
  readonly changed: number;
  /** Rows of the last upload that this one leaves out. */
  readonly gone: number;
  /** Whether rows of the type can be deleted at all. */
  readonly can_delete: boolean;
}

/** What an upload holds, by the plural of the file type, and the fingerprints of its rows. */
export interface Survey {
  readonly kinds: ReadonlyMap<string, KindSurvey>;
  readonly fingerprints: Fingerprints;
  /** Lengths of the files, as they are unpacked. */
  readonly csv_bytes: readonly number[];
}

/** The rows of one file. */
class FileTally {
  rows = 0;
  deletes = 0;
  readonly file_type: FileType;
  readonly living = new NumberList();
  readonly dying = new NumberList();
  readonly contents = new NumberList();
  readonly dying_contents = new NumberList();
  readonly #keys: readonly number[];
  readonly #cells: readonly { readonly name: string; readonly at: number }[];
  readonly #status: number;

  constructor(file_type: FileType, header: readonly string[]) {
    this.file_type = file_type;
    const { columns, identified_by } = file_type;
    this.#keys = identified_by.map((name) => header.indexOf(name));
    // No fingerprint may hold a secret, and the order of the columns means nothing.
    this.#cells = header
      .map((name, at) => ({ name, at }))
      .filter(({ name }) => columns[name]?.secret !== true)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    this.#status = header.indexOf('status');
  }

  add({ cells }: CsvRecord): void {
    const key = fingerprint(this.#keys.map((at) => cells[at] ?? '').join('\u001f'));
    const content = fingerprint(
      this.#cells.map(({ name, at }) => `${name}=${cells[at] ?? ''}`).join('\u001f'),
    );
    this.rows++;
    this.contents.push(content);
    if (/^deleted/i.test(cells[this.#status] ?? '')) {
      this.deletes++;
      this.dying.push(key);
      this.dying_contents.push(content);
    } else this.living.push(key);
  }
}

/** Reads a file; null when a server would leave it out as a whole. */
async function tallyFile(file: UploadFile): Promise<FileTally | null> {
  const scanner = new CsvScanner();
  let tally: FileTally | null = null;
  try {
    for await (const records of readRecords(file, scanner)) {
      for (const record of records) {
        if (tally !== null) {
          tally.add(record);
          continue;
        }
        const header = record.cells.map((cell) => cell.toLowerCase());
        const file_type = recognizeFileType(header);
        if (file_type === null) return null;
        tally = new FileTally(file_type, header);
      }
    }
  } catch (error) {
    if (error instanceof UnreadableZipError) return null;
    throw error;
  }
  return scanner.fault === null ? tally : null;
}

const nothing: RowNumbers = { keys: new Float64Array(), contents: new Float64Array() };

/** Brings the files of one type together, and beside the last upload's. */
function surveyKind(
  file_type: FileType,
  files: readonly FileTally[],
  last: Fingerprints | null,
): readonly [KindSurvey, RowNumbers] {
  const keys = uniteLists(files.map(({ living }) => living));
  const all_keys = uniteLists(files.flatMap(({ living, dying }) => [living, dying]));
  const contents = uniteLists(files.map((file) => file.contents));
  const dying = uniteLists(files.map(({ dying_contents }) => dying_contents));
  const before = last?.get(file_type.plural) ?? nothing;
  const has_last = last !== null;
  const added = has_last ? countMissing(keys, before.keys) : 0;
  return [
    {
      rows: files.reduce((sum, { rows }) => sum + rows, 0),
      deletes: files.reduce((sum, { deletes }) => sum + deletes, 0),
      living: keys.length,
      last_rows: has_last ? before.keys.length : null,
      new_deletes: countMissing(dying, before.contents),
      added,
      changed: has_last ? Math.max(0, countMissing(contents, before.contents) - added) : 0,
      gone: has_last ? countMissing(before.keys, all_keys) : 0,
      can_delete: 'status' in file_type.columns,
    },
    { keys, contents },
  ];
}

/** Reads an upload once, and compares it with the last one that was accepted. */
export async function surveyUpload(upload: OpenedUpload, last: Fingerprints | null): Promise<Survey> {
  const tallies: FileTally[] = [];
  for (const file of upload.files) {
    const tally = await tallyFile(file);
    if (tally !== null) tallies.push(tally);
  }
  const kinds = new Map<string, KindSurvey>();
  const fingerprints = new Map<string, RowNumbers>();
  for (const file_type of fileTypes as readonly FileType[]) {
    const { name, plural } = file_type;
    const files = tallies.filter((tally) => tally.file_type.name === name);
    // A kind that is missing now is the greatest change of all.
    if (files.length === 0 && !last?.has(plural)) continue;
    const [survey, numbers] = surveyKind(file_type, files, last);
    kinds.set(plural, survey);
    fingerprints.set(plural, numbers);
  }
  return { kinds, fingerprints, csv_bytes: upload.files.map(({ size_bytes }) => size_bytes) };
}
