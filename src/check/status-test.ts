import type { FileType } from '../format/index.ts';

/**
 * The test whether a cell holds a status that a file type accepts: in any case, and by the beginning of the
 * word unless the type wants the whole word. So `Active` and `active_2026` are accepted, a blank is not.
 */
export function statusTest(fileType: FileType, column = 'status'): (status: string | null) => boolean {
  const words = fileType.columns[column]?.values ?? [];
  const known: ReadonlySet<string> = new Set(words);
  const byPrefix = fileType.status_match !== 'word';
  return (status) => {
    if (status === null) return false;
    // Nearly every row holds the word as declared.
    if (known.has(status)) return true;
    const lower = status.toLowerCase();
    return byPrefix ? words.some((word) => lower.startsWith(word)) : known.has(lower);
  };
}
