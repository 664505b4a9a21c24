import type { FileType } from '../define-file-type.ts';
import { account } from './account.ts';
import { course } from './course.ts';
import { enrollment } from './enrollment.ts';
import { section } from './section.ts';
import { term } from './term.ts';
import { user } from './user.ts';

export * from './account.ts';
export * from './course.ts';
export * from './enrollment.ts';
export * from './section.ts';
export * from './term.ts';
export * from './user.ts';

/**
 * Every file type. The order is both that of recognition, where the first match wins, and that of
 * processing, so that the objects a row refers to are there before it.
 */
export const fileTypes = [
  account,
  term,
  course,
  section,
  user,
  enrollment,
] as const satisfies readonly FileType[];

/** The singular key of a file type, as in `supplied_batches`. */
export type FileTypeName = (typeof fileTypes)[number]['name'];

const byName: ReadonlyMap<string, FileType> = new Map(fileTypes.map((fileType) => [fileType.name, fileType]));

/** The file type with this singular key, else null. */
export function fileTypeByName(name: string): FileType | null {
  return byName.get(name) ?? null;
}
