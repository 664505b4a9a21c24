import type { Message } from '../../format/index.ts';
import type { OpenedUpload } from '../open/index.ts';
import { type InspectedFile, inspectFile } from '../read/index.ts';
import { type CompareLimits, compareFiles } from './compare-files.ts';
import {
  type FilePair,
  type FilesByType,
  filesByPath,
  filesByType,
  type KnownFile,
  knownFiles,
  unlikeness,
} from './pair-files.ts';
import { FaultyFile } from './record-reader.ts';
import type { RowDifference } from './resolve-keys.ts';
import { RowSet } from './row-set.ts';

/** A file of the current upload that is sound from beginning to end, by what showed it. */
export interface SoundFile extends KnownFile {
  readonly inspected: InspectedFile | null;
  readonly compared: { readonly base: KnownFile; readonly difference: RowDifference } | null;
}

/**
 * The sound files of an upload, and what is wrong with the others. A file that is compared with a sound one needs no
 * reading of its own: what is the same is as sound as it was, and the rest is looked at.
 */
export async function findSoundFiles(
  current: OpenedUpload,
  before: readonly KnownFile[],
  limits: CompareLimits,
): Promise<{ readonly sound: readonly SoundFile[]; readonly messages: readonly Message[] }> {
  const known = await knownFiles(current);
  const byFile = new Map(known.map((file) => [file.head.file, file]));
  const findOther = otherFinder(filesByType(known), before);
  const sound: SoundFile[] = [];
  const messages: Message[] = [];
  for (const file of current.files) {
    const found = byFile.get(file);
    const pair = found ? findOther(found) : null;
    const difference = pair === null || unlikeness(pair) !== null ? null : await tryCompare(pair, limits);
    if (pair && typeof difference === 'object' && difference !== null) {
      sound.push({ ...pair.current, inspected: null, compared: { base: pair.base, difference } });
      continue;
    }
    const inspected = await inspectFile(file);
    if ('message' in inspected) {
      messages.push(inspected.message);
      // A damaged zip says nothing reliable about its other members either.
      if (inspected.message.code === 'import.unreadable_zip') return { sound: [], messages };
    } else if (found === undefined || difference === 'current_faulty') {
      throw new Error(`${file.path} is faulty and nothing is wrong with it.`);
    } else sound.push({ ...found, inspected, compared: null });
  }
  return { sound, messages };
}

/** Finds the file of the base that a file is compared with if the others of its type turn out sound. */
function otherFinder(now: FilesByType, before: readonly KnownFile[]): (file: KnownFile) => FilePair | null {
  const byType = filesByType(before);
  const byPath = filesByPath(before);
  return (file) => {
    const others = byType.get(file.file_type) ?? [];
    const is_only = others.length === 1 && now.get(file.file_type)?.length === 1;
    const base = is_only ? others[0] : byPath.get(file.head.file.path);
    return base?.file_type === file.file_type ? { current: file, base } : null;
  };
}

/**
 * What has changed between the files of a pair, or which of them is faulty. Of a file without a column for it, and of
 * a type without one, nothing is gone.
 */
export async function tryCompare(
  { current, base }: FilePair,
  limits: CompareLimits,
): Promise<RowDifference | 'current_faulty' | 'base_faulty'> {
  const { head, file_type } = current;
  try {
    const { changed, gone } = await compareFiles(head, base.head, file_type.identified_by, limits);
    const can_say_gone = head.header.includes('status') && Object.hasOwn(file_type.columns, 'status');
    return { changed, gone: can_say_gone ? gone : new RowSet() };
  } catch (error) {
    if (!(error instanceof FaultyFile)) throw error;
    return error.file === head.file ? 'current_faulty' : 'base_faulty';
  }
}
