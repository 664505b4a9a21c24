import type { OpenedUpload, UploadFile } from '../../check/index.ts';
import { type CsvRecord, CsvScanner, type FileType, recognizeFileType } from '../../format/index.ts';
import { type Fingerprints, fingerprint, type KindCount } from '../state/index.ts';

/** What is known of the rows of one file type, beside those of the last accepted upload. */
export interface KindSurvey extends KindCount {
  /** Rows of the last accepted upload; null where there is none to compare with. */
  readonly last_rows: number | null;
  readonly added: number;
  readonly changed: number;
  /** Rows of the last upload that this one leaves out. */
  readonly gone: number;
  /** Whether rows of the type can be deleted at all. */
  readonly can_delete: boolean;
}

/** What a file type has come to while files are read. */
class KindTally {
  rows = 0;
  deletes = 0;
  added = 0;
  changed = 0;
  readonly file_type: FileType;
  readonly #last: Map<number, number> | null;
  #numbers = new Float64Array(1024);

  constructor(file_type: FileType, last: Map<number, number> | null) {
    this.file_type = file_type;
    this.#last = last;
  }

  add(key: number, content: number): void {
    const at = this.rows * 2;
    if (at === this.#numbers.length) {
      const larger = new Float64Array(at * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[at] = key;
    this.#numbers[at + 1] = content;
    this.rows++;
    this.#compare(key, content);
  }

  /** A row that was met again is marked by the negative of its number. */
  #compare(key: number, content: number): void {
    const before = this.#last?.get(key);
    if (before === undefined) {
      this.added++;
      return;
    }
    const was = before < 0 ? -before - 1 : before;
    if (before >= 0 && was !== content) this.changed++;
    this.#last?.set(key, -was - 1);
  }

  get numbers(): Float64Array {
    return this.#numbers.subarray(0, this.rows * 2);
  }

  finish(has_last: boolean): KindSurvey {
    const { rows, deletes, file_type } = this;
    const can_delete = 'status' in file_type.columns;
    if (!has_last) return { rows, deletes, last_rows: null, added: 0, changed: 0, gone: 0, can_delete };
    let gone = 0;
    for (const number of this.#last?.values() ?? []) if (number >= 0) gone++;
    const last_rows = this.#last?.size ?? 0;
    return { rows, deletes, last_rows, added: this.added, changed: this.changed, gone, can_delete };
  }
}

/** Passes over the cells that no fingerprint may hold, and puts the others into an order of their own. */
function makeReader({ columns, identified_by }: FileType, header: readonly string[]) {
  const known = header.map((name, at) => ({ name, at })).filter(({ name }) => columns[name]?.secret !== true);
  const sorted = known.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const keys = identified_by.map((name) => header.indexOf(name));
  const status = header.indexOf('status');
  return {
    keyOf: ({ cells }: CsvRecord) => fingerprint(keys.map((at) => cells[at] ?? '').join('\u001f')),
    contentOf: ({ cells }: CsvRecord) =>
      fingerprint(sorted.map(({ name, at }) => `${name}=${cells[at] ?? ''}`).join('\u001f')),
    isDelete: ({ cells }: CsvRecord) => /^deleted/i.test(cells[status] ?? ''),
  };
}

type Tallies = (file_type: FileType) => KindTally;

async function surveyFile(file: UploadFile, tallyOf: Tallies): Promise<void> {
  const scanner = new CsvScanner();
  let reader: ReturnType<typeof makeReader> | null = null;
  let tally: KindTally | null = null;
  const take = (records: readonly CsvRecord[]) => {
    for (const record of records) {
      if (reader !== null && tally !== null) {
        if (reader.isDelete(record)) tally.deletes++;
        tally.add(reader.keyOf(record), reader.contentOf(record));
        continue;
      }
      const header = record.cells.map((cell) => cell.toLowerCase());
      const file_type = recognizeFileType(header);
      if (file_type === null) return false;
      reader = makeReader(file_type, header);
      tally = tallyOf(file_type);
    }
    return true;
  };
  for await (const bytes of (await file.read()) as AsyncIterable<Uint8Array>) {
    scanner.push(bytes);
    if (!take(scanner.take())) return;
  }
  scanner.end();
  take(scanner.take());
}

/** What an upload holds, by the plural of the file type, and the fingerprints of its rows. */
export interface Survey {
  readonly kinds: ReadonlyMap<string, KindSurvey>;
  readonly fingerprints: Fingerprints;
}

function indexRows(numbers: Float64Array): Map<number, number> {
  const found = new Map<number, number>();
  for (let at = 0; at + 1 < numbers.length; at += 2) found.set(numbers[at] ?? 0, numbers[at + 1] ?? 0);
  return found;
}

/** Reads an upload once, and compares it with the last one that was accepted. */
export async function surveyUpload(upload: OpenedUpload, last: Fingerprints | null): Promise<Survey> {
  const { fileTypes } = await import('../../format/index.ts');
  const tallies = new Map<string, KindTally>();
  const tallyOf: Tallies = (file_type) => {
    const { plural } = file_type;
    const found = tallies.get(plural);
    if (found) return found;
    const before = last?.get(plural);
    const made = new KindTally(file_type, before ? indexRows(before) : null);
    tallies.set(plural, made);
    return made;
  };
  for (const file of upload.files) await surveyFile(file, tallyOf);
  // A kind that is missing now is the greatest change of all.
  for (const file_type of fileTypes as readonly FileType[])
    if (last?.has(file_type.plural)) tallyOf(file_type);
  const kinds = [...tallies].map(([kind, tally]) => [kind, tally.finish(last !== null)] as const);
  const fingerprints = [...tallies].map(([kind, { numbers }]) => [kind, numbers] as const);
  return { kinds: new Map(kinds), fingerprints: new Map(fingerprints) };
}
