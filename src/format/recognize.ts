import type { FileType, Recognition } from './define-file-type.ts';
import { fileTypes } from './file-types/index.ts';

/**
 * The file type to which a header belongs, else null. The types are tried in order and the first match
 * decides; the name of the file does not matter.
 */
export function recognizeFileType(header: readonly string[]): FileType | null {
  const columns = new Set(header.map((cell) => cell.trim().toLowerCase()));
  return fileTypes.find((fileType: FileType) => isRecognized(fileType.recognized_by, columns)) ?? null;
}

function isRecognized(by: Recognition, columns: ReadonlySet<string>): boolean {
  const has = (column: string) => columns.has(column);
  return (
    (by.all_of ?? []).every(has) &&
    (by.any_of ?? []).every((group) => group.some(has)) &&
    !(by.none_of ?? []).some(has)
  );
}
