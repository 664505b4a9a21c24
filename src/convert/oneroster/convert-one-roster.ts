import type { UploadFile } from '../../check/index.ts';
import { ConversionError } from './conversion-error.ts';
import type { Scope, Source, SourceRow } from './define-source.ts';
import { openCsv } from './open-csv.ts';
import { type Manifest, type Mode, readManifest } from './read-manifest.ts';
import { readSource } from './read-source.ts';
import { type ConversionReport, ReportBook } from './report.ts';
import { emptyRoster, lineage, type Roster } from './roster.ts';
import type { OneRosterSettings } from './settings.ts';
import { lostFiles, sources } from './sources/index.ts';
import { TableWriter } from './table-writer.ts';

export { ConversionError } from './conversion-error.ts';

/** What is converted, how, and where it goes. */
export interface Conversion {
  /** Found by their names, whatever the folder. */
  readonly files: readonly UploadFile[];
  readonly settings: OneRosterSettings;
  /** Appends text to a file such as `users.csv`. */
  readonly write: (file: string, text: string) => Promise<void>;
}

/** What all files of a set have in common. */
interface Run extends Conversion {
  readonly manifest: Manifest;
  readonly roster: Roster;
  readonly report: ReportBook;
  readonly writer: TableWriter;
  readonly read: { readonly file: string; readonly mode: 'bulk' | 'delta'; readonly rows: number }[];
}

function findFile(files: readonly UploadFile[], name: string): UploadFile | null {
  const found = files.filter(({ base_name }) => base_name.toLowerCase() === `${name}.csv`.toLowerCase());
  if (found.length > 1)
    throw new ConversionError(
      `There are several files ${name}.csv: ${found.map(({ path }) => path).join(', ')}.`,
    );
  return found[0] ?? null;
}

/** How a file is to be read; what the manifest says and what is there have to agree. */
function modeOf({ files, manifest, report }: Run, name: string): Mode {
  const mode = manifest.modes.get(name) ?? 'absent';
  const is_there = findFile(files, name) !== null;
  const complain = (text: string) =>
    report.complain({ file: `${name}.csv`, row: null, column: null, value: mode, text });
  if (mode === 'absent' && is_there) complain('the manifest says that it is absent: it was not read');
  if (mode !== 'absent' && !is_there) complain('the manifest names it, but it is not there');
  return is_there ? mode : 'absent';
}

function scopeOf(run: Run, source: Source, mode: 'bulk' | 'delta', modes: ReadonlyMap<string, Mode>): Scope {
  const file = `${source.name}.csv`;
  const { report, settings, roster } = run;
  return {
    file,
    mode,
    settings,
    roster,
    report,
    isWhole: (name) => modes.get(name) === 'bulk',
    complain: ({ row, values }, column, text) =>
      report.complain({ file, row, column, value: values[column] ?? null, text }),
    lose: ({ row }, reason) => report.lose('rows', { file, column: null, reason, first_row: row }),
  };
}

async function writeRow(row: SourceRow, source: Source, scope: Scope, writer: TableWriter): Promise<void> {
  for (const target of source.targets) {
    if (target.when?.(scope.settings) === false) continue;
    for (const one of target.spread?.(row, scope) ?? [row]) {
      const cells = Object.entries(writer.cellsOf(target, scope.settings)).map(([, cell]) =>
        typeof cell === 'string' ? (one.values[cell] ?? null) : cell(one, scope),
      );
      await writer.write(target, cells);
    }
  }
}

/** Rows of which each comes after the one above it. */
function parentsFirst(rows: readonly SourceRow[], column: string, scope: Scope): readonly SourceRow[] {
  const parents = new Map(
    rows.map(({ values }) => [values.sourcedId ?? '', { parent: values[column] ?? null }]),
  );
  const depths = new Map<SourceRow, number>();
  for (const row of rows) {
    const line = lineage(row.values.sourcedId ?? '', parents);
    const last = parents.get(line.at(-1) ?? '')?.parent ?? null;
    if (last === row.values.sourcedId) scope.complain(row, column, 'it is above itself');
    depths.set(row, line.length);
  }
  return rows.toSorted((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0));
}

async function convertFile(run: Run, source: Source, scope: Scope, file: UploadFile): Promise<void> {
  const reading = { rows: 0 };
  const held = new Map<string, SourceRow>();
  const convert = async (row: SourceRow) => {
    if (source.take(row, scope)) await writeRow(row, source, scope, run.writer);
  };
  for await (const rows of readSource(file, source, scope, reading)) {
    for (const row of rows) {
      const id = row.values.sourcedId ?? '';
      if (!source.parent) await convert(row);
      else if (held.has(id)) scope.complain(row, 'sourcedId', 'an earlier row has it; this one was left out');
      else held.set(id, row);
    }
  }
  if (source.parent)
    for (const row of parentsFirst([...held.values()], source.parent, scope)) await convert(row);
  source.end?.(scope);
  if (!source.again) run.read.push({ file: scope.file, mode: scope.mode, rows: reading.rows });
}

/** Counts the rows of files that become nothing. */
async function countLost(run: Run, modes: ReadonlyMap<string, Mode>): Promise<void> {
  const read = new Set([...sources.map(({ name }) => name), 'manifest'].map((name) => name.toLowerCase()));
  for (const file of run.files) {
    const name = file.base_name.replace(/\.csv$/i, '');
    if (read.has(name.toLowerCase())) continue;
    let rows = -1;
    for await (const records of openCsv(file)) rows += records.length;
    const [, reason] =
      Object.entries(lostFiles).find(([known]) => known.toLowerCase() === name.toLowerCase()) ?? [];
    const first_row = null;
    run.report.lose(
      'files',
      { file: file.base_name, column: null, reason: reason ?? 'OneRoster has no such file.', first_row },
      Math.max(rows, 1),
    );
  }
  for (const [name, mode] of run.manifest.modes) if (mode !== 'absent' && !modes.has(name)) modeOf(run, name);
}

/**
 * Converts a set of OneRoster CSV files, 1.1 or 1.2, bulk or delta, into SIS files.
 * @throws ConversionError when the set cannot be read at all; what is wrong with single rows is in the report.
 */
export async function convertOneRoster(conversion: Conversion): Promise<ConversionReport> {
  const found = findFile(conversion.files, 'manifest');
  if (found === null)
    throw new ConversionError('There is no manifest.csv, which says whether the files are bulk or delta.');
  const manifest = await readManifest(found);
  const [report, writer] = [new ReportBook(), new TableWriter(conversion.write)];
  const run: Run = { ...conversion, manifest, roster: emptyRoster(), report, writer, read: [] };
  const names = new Set(sources.map(({ name }) => name));
  const modes = new Map([...names].map((name) => [name, modeOf(run, name)]));
  for (const source of sources) {
    const mode = modes.get(source.name) ?? 'absent';
    const file = findFile(conversion.files, source.name);
    if (mode !== 'absent' && file) await convertFile(run, source, scopeOf(run, source, mode, modes), file);
  }
  await countLost(run, modes);
  return report.close({ version: manifest.version, read: run.read, written: await writer.end() });
}
