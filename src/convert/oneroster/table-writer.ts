import { csvLine, fileTypes } from '../../format/index.ts';
import type { CellSource, Target } from './define-source.ts';
import type { OneRosterSettings } from './settings.ts';

const FLUSH_CHARACTERS = 64 * 1024;

interface Table {
  readonly file: string;
  readonly cells: Readonly<Record<string, CellSource>>;
  text: string;
  rows: number;
}

/** Writes rows of SIS files, each under its header; a file of no row is not written. */
export class TableWriter {
  readonly #write: (file: string, text: string) => Promise<void>;
  readonly #tables = new Map<Target, Table>();

  constructor(write: (file: string, text: string) => Promise<void>) {
    this.#write = write;
  }

  /** The cells of a target under some settings, worked out once. */
  cellsOf(target: Target, settings: OneRosterSettings): Readonly<Record<string, CellSource>> {
    const known = this.#tables.get(target);
    if (known) return known.cells;
    const cells = target.cells(settings);
    this.#tables.set(target, { file: target.to.file_name, cells, text: '', rows: 0 });
    return cells;
  }

  /** Adds a row. */
  async write(target: Target, cells: readonly (string | null)[]): Promise<void> {
    const table = this.#tables.get(target);
    if (!table) return;
    if (table.rows === 0) table.text = csvLine(Object.keys(table.cells));
    table.rows++;
    table.text += csvLine(cells);
    if (table.text.length >= FLUSH_CHARACTERS) await this.#flush(table);
  }

  /** Writes what is left, and says how many rows each file has, in the order of imports. */
  async end(): Promise<readonly { readonly file: string; readonly rows: number }[]> {
    const written = [...this.#tables.values()].filter(({ rows }) => rows > 0);
    for (const table of written) await this.#flush(table);
    const order = fileTypes.map(({ file_name }): string => file_name);
    return written
      .map(({ file, rows }) => ({ file, rows }))
      .sort((a, b) => order.indexOf(a.file) - order.indexOf(b.file));
  }

  async #flush(table: Table): Promise<void> {
    const { text } = table;
    table.text = '';
    if (text !== '') await this.#write(table.file, text);
  }
}
