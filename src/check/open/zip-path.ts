import yauzl, { type Entry } from 'yauzl';

const ignored = /__macosx|desktop d[bf]/i;
const unix_type_mask = 0o170000;
const unix_regular_file = 0o100000;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The path of a zip member below the root of the zip; null for directories and for members that must not be
 * unpacked: links and devices, absolute paths, paths with `..` and the name `/`.
 * Backslashes separate parts, as some Windows programs write them; empty parts and `.` are dropped, so that
 * two names of one place are equal.
 */
export function safePath(entry: Entry): string | null {
  // Zips made on other systems have no Unix mode: 0.
  const unix_type = (entry.externalFileAttributes >>> 16) & unix_type_mask;
  if (unix_type !== 0 && unix_type !== unix_regular_file) return null;
  const name = decodeName(entry).replaceAll('\\', '/');
  if (name.endsWith('/') || name.startsWith('/') || /^[a-z]:/i.test(name) || name.includes('\0')) return null;
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length === 0 || parts.includes('..') ? null : parts.join('/');
}

/** Whether a path belongs to what operating systems leave in a zip: dot-files, `__MACOSX`, `Desktop DB`. */
export function isIgnoredPath(path: string): boolean {
  return ignored.test(path) || path.split('/').some((part) => part.startsWith('.'));
}

/**
 * A name of valid UTF-8 is read as such even without the flag for it: macOS writes such zips. Else the Unicode
 * extra field counts, else code page 437.
 */
function decodeName(entry: Entry): string {
  try {
    return utf8.decode(entry.fileNameRaw);
  } catch {
    return yauzl.getFileNameLowLevel(0, entry.fileNameRaw, entry.extraFields, true);
  }
}
