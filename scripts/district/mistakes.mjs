/**
 * Puts a type's mistaken rows between its good ones, evenly, each kind of mistake in turn.
 *
 * A type brings `rows(district)`, a generator of rows as arrays of cells (null: a row the second edition leaves
 * out), `spare(district, k)`, the k-th good row whose key no other row has, and `mistakes`: for each
 * message code of the type the cells of a spare row to overwrite. A cell may be a function of what the mistake
 * knows; several ways to one code differ after a slash. `made` counts the mistakes by code.
 */
export function* rowsWithMistakes(type, district, made) {
  const good = district.good[type.name];
  const faulty = district.faulty[type.name];
  const kinds = Object.entries(type.mistakes);
  let passed = 0;
  let k = 0;
  for (const cells of type.rows(district)) {
    if (cells !== null) yield cells;
    passed += 1;
    for (; k < faulty && k < Math.floor((passed * faulty) / good); k += 1) {
      const [kind, overwrite] = kinds[k % kinds.length];
      const code = `${type.name}.${kind.split('/')[0]}`;
      made[code] = (made[code] ?? 0) + 1;
      yield spoil(type, district, overwrite, { k, before: passed - 1, district });
    }
  }
}

function spoil(type, district, overwrite, known) {
  const cells = type.spare(district, known.k);
  for (const [column, value] of Object.entries(overwrite)) {
    const place = type.columns.indexOf(column);
    if (place < 0) throw new Error(`${type.name} has no column ${column}.`);
    cells[place] = typeof value === 'function' ? value(known) : value;
  }
  return cells;
}
