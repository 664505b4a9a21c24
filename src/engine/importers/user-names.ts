/** Names of people: how a row's parts make a name and its sortable form. */

const SUFFIXES = /^(jr|sr|ii|iii|iv|v|vi|esq|junior|senior)\.?$/i;

export interface NameCells {
  readonly full_name: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly sortable_name: string | null;
  readonly short_name: string | null;
}

/**
 * The sortable form of a full name: `Cyd Harrow Jr.` is `Harrow, Cyd Jr.`; one word stays as it is, and a name
 * with a comma is taken as surname first already. The last word that is no suffix is the surname.
 */
export function sortableName(full_name: string): string {
  const name = full_name.trim().replace(/\s+/g, ' ');
  const comma = name.indexOf(',');
  // `Cyd Harrow, Jr.` has a comma, too, but what follows it is only a suffix.
  if (comma >= 0 && !SUFFIXES.test(name.slice(comma + 1).trim())) return name;
  const words = name.replace(/,/g, '').split(' ');
  const suffixes: string[] = [];
  while (words.length > 1 && SUFFIXES.test(words.at(-1) ?? '')) suffixes.unshift(words.pop() ?? '');
  const surname = words.pop() ?? '';
  const given = [...words, ...suffixes].join(' ');
  return given === '' ? surname : `${surname}, ${given}`;
}

/** The name of a person: the row's own, else what is stored, else the best that is left. */
export function nameOf(cells: NameCells, stored: string | null, login_id: string): string {
  return (
    cells.full_name ??
    joined(cells.first_name, ' ', cells.last_name) ??
    stored ??
    cells.sortable_name ??
    cells.short_name ??
    login_id
  );
}

/** The sortable name: the row's own, else made from what the row gives, else what is stored. */
export function sortableNameOf(cells: NameCells, name: string, stored: string | null): string {
  if (cells.sortable_name !== null) return cells.sortable_name;
  if (cells.full_name !== null) return sortableName(cells.full_name);
  return joined(cells.last_name, ', ', cells.first_name) ?? stored ?? sortableName(name);
}

function joined(first: string | null, between: string, second: string | null): string | null {
  if (first === null) return second;
  return second === null ? first : first + between + second;
}

/** The names of a person that somebody changes: undefined is left as it is, null is made from the others. */
export interface NameChange {
  readonly name?: string;
  readonly sortable_name?: string | null;
  readonly short_name?: string | null;
}

/** What a change leaves of a person's names. A sortable name that was just the name turned around follows the name. */
export function changedNames(
  change: NameChange,
  stored: { readonly name: string; readonly sortable_name: string; readonly short_name: string | null },
) {
  const name = change.name ?? stored.name;
  const follows = name !== stored.name && sortableName(stored.name) === stored.sortable_name;
  return {
    name,
    sortable_name:
      change.sortable_name === undefined && !follows
        ? stored.sortable_name
        : (change.sortable_name ?? sortableName(name)),
    short_name: change.short_name === undefined ? stored.short_name : change.short_name,
  };
}
