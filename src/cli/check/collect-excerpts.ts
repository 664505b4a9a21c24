import {
  type Excerpts,
  type Finding,
  type FindingGroup,
  type guessEncoding,
  readExcerpts,
  type UploadFile,
} from '../../check/index.ts';

/** The physical line that a finding about a whole file names, null when it names none. */
export function lineOf({ row, params }: Finding): number | null {
  return row === null && typeof params.line === 'number' ? params.line : null;
}

/** Fetches the lines that are to be shown with the findings. */
export async function collectExcerpts(
  files: readonly UploadFile[],
  groups: readonly FindingGroup[],
  encodings: ReadonlyMap<string, ReturnType<typeof guessEncoding>>,
): Promise<ReadonlyMap<string, Excerpts>> {
  const shown = groups.flatMap(({ examples, followers }) => [
    ...examples,
    ...followers.flatMap((follower) => follower.examples),
  ]);
  const excerpts = new Map<string, Excerpts>();
  for (const file of files) {
    const rows = new Set<number>();
    const lines = new Set<number>();
    for (const finding of shown) {
      if (finding.file !== file.path) continue;
      const line = lineOf(finding);
      if (line !== null) lines.add(line);
      if (finding.row !== null) rows.add(finding.row);
      else if (finding.column !== null) rows.add(1);
    }
    if (rows.size + lines.size === 0) continue;
    const encoding = encodings.get(file.path) ?? 'utf-8';
    // Lines of UTF-16 do not end at bytes.
    if (encoding.startsWith('utf-16')) continue;
    excerpts.set(file.path, await readExcerpts(file, { rows, lines }, encoding));
  }
  return excerpts;
}
