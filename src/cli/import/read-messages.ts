import type { Client, SisImport, SisImportError } from '../../client/index.ts';

/** Messages of an import, failures first, then by file and row. */
export interface Messages {
  readonly failures: readonly SisImportError[];
  readonly warnings: readonly SisImportError[];
  /** All that the import has, read or not. */
  readonly total: number;
}

const PER_PAGE = 100;
// The list begins with the newest message and people read from the first: beyond this many, order is given up
// rather than to fetch a whole list of which a screenful is shown.
const SORTABLE = 1_000;

async function readSome(client: Client, which: Parameters<Client['listSisImportErrors']>[0], limit: number) {
  const found: SisImportError[] = [];
  for await (const page of client.listSisImportErrors(which, { per_page: PER_PAGE }).pages()) {
    found.push(...page);
    if (found.length >= limit) break;
  }
  return found;
}

/** In the order in which files were met, oldest first, and by row within a file. */
function sortMessages(newest_first: readonly SisImportError[]): readonly SisImportError[] {
  const files = [...new Set(newest_first.toReversed().map(({ file }) => file))];
  return newest_first.toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || (a.row ?? 0) - (b.row ?? 0),
  );
}

const keyOf = ({ file, row, message }: SisImportError) => JSON.stringify([file, row, message]);

/** Fetches at least `limit` messages of an ended import, or all of them if there are fewer. */
export async function readMessages(
  client: Client,
  account_id: string,
  state: SisImport,
  limit: number,
): Promise<Messages> {
  if (state.workflow_state === 'imported') return { failures: [], warnings: [], total: 0 };
  const which = { account_id, id: state.id };
  const wanted = Math.max(limit, SORTABLE);
  const failures = await readSome(client, { ...which, failure: true }, wanted);
  const all = await readSome(client, which, wanted);
  const known = new Set(failures.map(keyOf));
  const { error_count = 0, warning_count = 0 } = state.data.counts ?? {};
  return {
    failures: sortMessages(failures),
    warnings: sortMessages(all.filter((message) => !known.has(keyOf(message)))),
    total: Math.max(all.length, error_count + warning_count),
  };
}
