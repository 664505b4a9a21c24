import type { Client, PlanEntry } from '../../client/index.ts';
import type { UnknownField } from '../mirror/index.ts';

const PER_PAGE = 100;

type Fields = PlanEntry['before'];

function without(fields: Fields, names: readonly string[]): Fields {
  if (fields === null) return null;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** An entry without what nobody can know; null where nothing else is in it. */
export function cutEntry(entry: PlanEntry, unknown: readonly UnknownField[]): PlanEntry | null {
  if (entry.action === 'message') return entry;
  const about = unknown.filter(({ kind }) => kind === entry.kind);
  if (about.length === 0) return entry;
  if (about.some(({ fields }) => fields.length === 0)) return null;
  // What is new is what its row says.
  if (entry.action === 'create') return entry;
  const names = about.flatMap(({ fields }) => fields);
  const cut = { ...entry, before: without(entry.before, names), after: without(entry.after, names) };
  const is_empty = Object.keys(cut.before ?? {}).length === 0 && Object.keys(cut.after ?? {}).length === 0;
  return is_empty ? null : cut;
}

/** The plan of an import, entry by entry. */
export async function* readPlan(
  client: Client,
  which: { readonly account_id: string; readonly id: number },
  unknown: readonly UnknownField[],
  signal: AbortSignal,
): AsyncGenerator<PlanEntry> {
  for await (const entry of client.listSisImportPlan(which, { per_page: PER_PAGE, signal })) {
    const cut = cutEntry(entry, unknown);
    if (cut !== null) yield cut;
  }
}
