import { type FileType, fileTypes, recognizeFileType } from '../../format/index.ts';
import type { CheckCode, Severity } from './codes/index.ts';
import { nearest } from './nearest.ts';

/** Something about a header; `column` is that of the file type which it is about. */
export interface HeaderFinding {
  readonly code: CheckCode;
  readonly severity?: Severity;
  /** As it stands in the header. */
  readonly column: string;
  readonly params: Readonly<Record<string, string>>;
  /** The column that rows lack because of it. */
  readonly lacks?: string;
}

/** What there is to say about the header of a file whose type is known; names are in lower case. */
export function headerFindings(
  file: string,
  file_type: FileType,
  header: readonly string[],
): readonly HeaderFinding[] {
  const given = new Set(header);
  const findings: HeaderFinding[] = [];
  const lacking = new Set(Object.keys(file_type.columns).filter((name) => !given.has(name)));
  const isNeeded = (name: string) => file_type.columns[name]?.required === 'yes';
  for (const [at, column] of header.entries()) {
    if (column === '') continue;
    if (header.indexOf(column) < at) {
      findings.push({ code: 'check.repeated_column', column, params: { file, column } });
      continue;
    }
    if (Object.hasOwn(file_type.columns, column)) continue;
    const meant = nearest(column, [...lacking]);
    if (meant === null) {
      findings.push({ code: 'check.unknown_column', column, params: { file, column } });
      continue;
    }
    lacking.delete(meant);
    const params = { file, column, nearest: meant };
    const severity = isNeeded(meant) ? { severity: 'error' as const } : {};
    findings.push({ code: 'check.misspelt_column', ...severity, column, params, lacks: meant });
  }
  for (const column of lacking) {
    if (!isNeeded(column)) continue;
    const params = { file, column, noun: file_type.noun };
    findings.push({ code: 'check.missing_column', column, params, lacks: column });
  }
  return findings;
}

/**
 * The misspelt columns for which a header belongs to no file type: those of the type that would be recognised with
 * the fewest columns renamed. Empty where no renaming helps.
 */
export function misspeltRecognition(
  file: string,
  header: readonly string[],
): readonly { readonly file_type: FileType; readonly finding: HeaderFinding }[] {
  let best: readonly { readonly file_type: FileType; readonly finding: HeaderFinding }[] = [];
  for (const file_type of fileTypes as readonly FileType[]) {
    const { all_of = [], any_of = [], none_of = [] } = file_type.recognized_by;
    if (none_of.some((name) => header.includes(name))) continue;
    const wanted = [
      ...all_of.map((name) => [name]),
      ...any_of.filter((group) => !group.some((name) => header.includes(name))),
    ].filter((group) => !group.some((name) => header.includes(name)));
    const unknown = header.filter((name) => name !== '' && !Object.hasOwn(file_type.columns, name));
    const found = wanted.flatMap((group) => {
      const column = unknown.find((name) => nearest(name, group) !== null);
      if (column === undefined) return [];
      const meant = nearest(column, group) ?? '';
      const params = { file, column, nearest: meant };
      const code = 'check.misspelt_column' as const;
      return [{ file_type, finding: { code, severity: 'error' as const, column, params, lacks: meant } }];
    });
    if (found.length === 0 || found.length < wanted.length) continue;
    if (best.length === 0 || found.length < best.length) best = found;
  }
  return best;
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z]/g, '');

/** Each file type by the words that files of it are called by, the longest first. */
const byName: readonly (readonly [string, FileType])[] = (fileTypes as readonly FileType[])
  .flatMap((file_type) =>
    [...new Set([plain(file_type.file_name.replace(/\.csv$/, '')), plain(file_type.plural)])].map(
      (word) => [word, file_type] as const,
    ),
  )
  .sort(([one], [other]) => other.length - one.length);

/** The file type that a file is called after, null when its name says nothing. */
export function typeByName(path: string): FileType | null {
  const name = plain(path.slice(path.lastIndexOf('/') + 1).replace(/\.csv$/i, ''));
  return byName.find(([word]) => name.includes(word))?.[1] ?? null;
}

const separators: Readonly<Record<string, string>> = { ';': 'semicolons', '\t': 'tabs', '|': 'bars' };

/** The sign that stands between the values where a header is one of a known type with it, null with commas. */
export function otherSeparator(header: readonly string[]): string | null {
  const line = header.join(',');
  const fits = (sign: string) => recognizeFileType(line.split(sign).map((cell) => cell.trim())) !== null;
  return Object.keys(separators).find((sign) => line.includes(sign) && fits(sign)) ?? null;
}

/** What people call a sign that separates values. */
export function separatorName(sign: string): string {
  return separators[sign] ?? sign;
}
