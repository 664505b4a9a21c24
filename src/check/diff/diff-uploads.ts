import { Readable } from 'node:stream';
import {
  draftMessage,
  type FileType,
  fileTypes,
  type Message,
  type MessageDraft,
  toMessage,
} from '../../format/index.ts';
import type { OpenedUpload } from '../open/index.ts';
import { type InspectedFile, inspectFile } from '../read/index.ts';
import { type CompareLimits, default_compare_limits } from './compare-files.ts';
import { diffLines } from './diff-lines.ts';
import {
  type FilePair,
  filesByType,
  type KnownFile,
  knownFiles,
  pairFiles,
  unlikeness,
} from './pair-files.ts';
import type { RowDifference } from './resolve-keys.ts';
import { findSoundFiles, type SoundFile, tryCompare } from './sound-files.ts';

/** What a comparison of uploads goes by. */
export interface DiffSettings {
  /** The status of rows that are gone, by the option that their file type names; `deleted` where there is none. */
  readonly removed_status: { readonly [Option in RemovalOption]?: string | null };
  readonly limits?: CompareLimits;
}

type RemovalOption = NonNullable<FileType['removed_by_option']>;

/** A file to apply instead of one of the upload. Its bytes are made while they are read, so their number is not known. */
export interface DiffFile extends Omit<InspectedFile, 'bytes' | 'file'> {
  readonly path: string;
  read(): Promise<Readable>;
}

/** What an upload changes against an earlier one. */
export interface UploadDiff {
  /** A file for each sound one of the upload, header-only where nothing changed; by type, then path. */
  readonly files: readonly DiffFile[];
  readonly messages: readonly Message[];
  /** New, changed and gone rows; those of files that could not be compared do not count. */
  readonly diff_rows: number;
}

/** Thrown when not every file of the base is there: what is missing would look like a type that it never had. */
export class UnreadableBase extends Error {
  override readonly name = 'UnreadableBase';
}

/**
 * Compares an upload with an earlier one, type by type. Types that the upload does not have are left alone; those
 * that the base does not have, and those that cannot be compared, are taken whole. Faulty files are left out and
 * told of, as by `inspectFile`. The base is an upload whose files were all sound; throws an `UnreadableBase` when the
 * header of one cannot be read any more.
 */
export async function diffUploads(
  current: OpenedUpload,
  base: OpenedUpload,
  settings: DiffSettings,
): Promise<UploadDiff> {
  const limits = settings.limits ?? default_compare_limits;
  const known = await knownFiles(base);
  if (known.length < base.files.length || base.messages.some(({ effect }) => effect === 'failure'))
    throw new UnreadableBase();
  const { sound, messages } = await findSoundFiles(current, known, limits);
  const before = filesByType(known);
  const diff = { files: [] as DiffFile[], messages: [...messages], diff_rows: 0 };
  const now = filesByType(sound);
  for (const file_type of fileTypes) {
    const files = now.get(file_type) ?? [];
    const { compared, draft } = await compareType(file_type, files, before.get(file_type) ?? [], limits);
    for (const { pair, difference } of compared) {
      diff.files.push(diffFile(pair, difference, settings));
      diff.diff_rows += difference.changed.size + difference.gone.size;
    }
    if (compared.length > 0) continue;
    if (draft !== null) diff.messages.push(toMessage(draft, files[0]?.head.file.path ?? null, null));
    for (const file of files) diff.files.push(await wholeFile(file));
  }
  return diff;
}

interface ComparedPair {
  readonly pair: FilePair;
  readonly difference: RowDifference;
}

/** What has changed in the files of a type; nothing compared: they are taken whole, the draft says why if that is odd. */
async function compareType(
  { plural: kind }: FileType,
  files: readonly SoundFile[],
  base: readonly KnownFile[],
  limits: CompareLimits,
): Promise<{ readonly compared: readonly ComparedPair[]; readonly draft: MessageDraft | null }> {
  const [first] = files;
  if (first === undefined || base.length === 0) return { compared: [], draft: null };
  const { path: file } = first.head.file;
  const pairs = pairFiles(files, base);
  if (pairs === null) return { compared: [], draft: draftMessage('diff.files_mismatched', { kind, file }) };
  const failed = (reason: string) => ({
    compared: [],
    draft: draftMessage('diff.failed', { kind, file, reason }),
  });
  for (const pair of pairs) {
    const reason = unlikeness(pair);
    if (reason !== null) return failed(reason);
  }
  const compared: ComparedPair[] = [];
  for (const pair of pairs) {
    const known = pair.current.compared;
    const difference = known?.base === pair.base ? known.difference : await tryCompare(pair, limits);
    if (difference === 'base_faulty') return failed('what was uploaded then cannot be read any more');
    if (difference === 'current_faulty') throw new Error(`${file} is sound and cannot be compared.`);
    compared.push({ pair, difference });
  }
  return { compared, draft: null };
}

function diffFile({ current, base }: FilePair, difference: RowDifference, settings: DiffSettings): DiffFile {
  const { head, file_type } = current;
  const option = file_type.removed_by_option;
  const status = (option === undefined ? null : settings.removed_status[option]) ?? 'deleted';
  return {
    path: head.file.path,
    file_type,
    header: head.header,
    total_rows: difference.changed.size + difference.gone.size,
    read: async () => Readable.from(diffLines(head, base.head, difference, status), { objectMode: false }),
  };
}

async function wholeFile({ head, file_type, inspected }: SoundFile): Promise<DiffFile> {
  const known = inspected ?? (await inspectFile(head.file));
  if ('message' in known) throw new Error(`${head.file.path} is sound and cannot be read.`);
  const { total_rows } = known;
  return { path: head.file.path, file_type, header: head.header, total_rows, read: () => head.file.read() };
}
