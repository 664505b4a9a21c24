import { type FileType, recognizeFileType } from '../../format/index.ts';
import type { OpenedUpload } from '../open/index.ts';
import { type FileHead, readFileHead } from './file-head.ts';

/** A file whose header says of which type it is. */
export interface KnownFile {
  readonly head: FileHead;
  readonly file_type: FileType;
}

/** A file of the current upload and the one of the base that it is compared with. */
export interface FilePair<Current extends KnownFile = KnownFile> {
  readonly current: Current;
  readonly base: KnownFile;
}

/** Files of one type each, in the order of the upload. */
export type FilesByType<File extends KnownFile = KnownFile> = ReadonlyMap<FileType, readonly File[]>;

/** The files of an upload whose headers can be read; whether the rest of a file is sound is open. */
export async function knownFiles({ files }: OpenedUpload): Promise<readonly KnownFile[]> {
  const known: KnownFile[] = [];
  for (const file of files) {
    const head = await readFileHead(file);
    const file_type = head === null ? null : recognizeFileType(head.header);
    if (head !== null && file_type !== null) known.push({ head, file_type });
  }
  return known;
}

export function filesByType<File extends KnownFile>(files: readonly File[]): FilesByType<File> {
  const byType = new Map<FileType, File[]>();
  for (const file of files) {
    const others = byType.get(file.file_type);
    if (others === undefined) byType.set(file.file_type, [file]);
    else others.push(file);
  }
  return byType;
}

/**
 * The pairs of a type's files: one and one whatever they are called, several and as many by their paths in the zip.
 * Null when not every file finds its other.
 */
export function pairFiles<Current extends KnownFile>(
  current: readonly Current[],
  base: readonly KnownFile[],
): readonly FilePair<Current>[] | null {
  if (current.length !== base.length) return null;
  const byPath = filesByPath(base);
  const pairs = current.flatMap((file) => {
    const other = base.length === 1 ? base[0] : byPath.get(file.head.file.path);
    return other === undefined ? [] : [{ current: file, base: other }];
  });
  return pairs.length === current.length ? pairs : null;
}

export const filesByPath = (files: readonly KnownFile[]): ReadonlyMap<string, KnownFile> =>
  new Map(files.map((file) => [file.head.file.path, file]));

/** Why the rows of two files cannot be compared, null when they can. */
export function unlikeness({ current, base }: FilePair): string | null {
  const added = missingNames(base.head.header, current.head.header);
  const lost = missingNames(current.head.header, base.head.header);
  if (added.length > 0) return `${columnsInWords(added)} new`;
  if (lost.length > 0) return `${columnsInWords(lost)} gone`;
  const { identified_by } = current.file_type;
  if (identified_by.some((name) => current.head.header.includes(name))) return null;
  return `it has no column ${identified_by.join(' or ')}, by which its rows are told apart`;
}

const missingNames = (header: readonly string[], names: readonly string[]): readonly string[] =>
  [...new Set(names)].filter((name) => name !== '' && !header.includes(name));

const MOST_SHOWN = 5;
const MOST_LENGTH = 40;

function columnsInWords(names: readonly string[]): string {
  const shown = names.slice(0, MOST_SHOWN).map((name) => name.slice(0, MOST_LENGTH));
  const left = names.length - shown.length;
  const list = `${shown.join(', ')}${left === 0 ? '' : ` and ${left} more`}`;
  return names.length === 1 ? `the column ${list} is` : `the columns ${list} are`;
}
