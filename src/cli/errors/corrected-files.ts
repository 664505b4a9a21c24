import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FileType } from '../../format/index.ts';
import { CommandError } from '../exit-status.ts';
import { type Row, type RowWriter, writeRows } from '../rewrite-csv.ts';

/** Writes corrected rows by type and columns: a blank cell would mean something that the row has not said. */
export class CorrectedFiles {
  readonly #folder: string;
  readonly #force: boolean;
  readonly #files = new Map<string, { readonly path: string; readonly writer: RowWriter; rows: number }>();

  constructor(folder: string, force: boolean) {
    this.#folder = folder;
    this.#force = force;
  }

  async write(file_type: FileType, row: Row): Promise<void> {
    const key = `${file_type.name} ${Object.keys(row).join()}`;
    const file = this.#files.get(key) ?? this.#open(key, file_type);
    file.rows += 1;
    await file.writer.write(row);
  }

  #open(key: string, { file_name }: FileType) {
    const others = [...this.#files.values()].filter(({ path }) =>
      path.includes(file_name.replace('.csv', '')),
    );
    const name = others.length === 0 ? file_name : file_name.replace('.csv', `-${others.length + 1}.csv`);
    const path = join(this.#folder, name);
    if (!this.#force && existsSync(path))
      throw new CommandError(`${path} is there already; --force writes over it.`);
    const made = { path, writer: writeRows(path), rows: 0 };
    this.#files.set(key, made);
    return made;
  }

  /** Ends all files, and says where they are and how many rows are in them. */
  async close() {
    for (const { writer } of this.#files.values()) await writer.close();
    return [...this.#files.values()].map(({ path, rows }) => ({ path, rows }));
  }
}
