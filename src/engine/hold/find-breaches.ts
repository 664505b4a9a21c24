import type { ClientBase } from 'pg';
import type { HoldLimit, HoldPlace } from '../../api/index.ts';
import {
  countHarm,
  countLiving,
  findCoursePlaces,
  type HarmCount,
  type LivingCount,
  type PlaceRow,
  type Queryable,
  readPlaces,
} from '../../db/index.ts';
import type { ImportKey } from '../context.ts';
import {
  type HoldKind,
  type HoldLimits,
  type HoldMeasure,
  type HoldScope,
  holdKinds,
  limitOf,
} from './limits.ts';

// Of fewer objects a share says little.
const LEAST_FOR_PERCENT = 50;

/** What an import does to the objects of a kind in a place. */
interface Cell {
  readonly scope: HoldScope;
  readonly id: number | null;
  readonly done: Record<HarmCount['effect'], number>;
  readonly over: Record<HarmCount['effect'], number>;
  living: number;
  living_after: number;
}

type Places = Awaited<ReturnType<typeof readPlaces>>;

/** The cells of a kind: the root account, each term, and each account below with all that are below it. */
class Cells {
  readonly #cells = new Map<string, Cell>();
  readonly #places: Places;
  readonly #root: number;

  constructor(places: Places, root_account_id: number) {
    this.#places = places;
    this.#root = root_account_id;
  }

  all(): readonly Cell[] {
    return [...this.#cells.values()];
  }

  /** The cells that objects in a term and an account count in. */
  of(term_id: number | null, account_id: number | null): readonly Cell[] {
    const cells = [this.#cell('account', null)];
    if (term_id !== null) cells.push(this.#cell('term', term_id));
    const seen = new Set<number>();
    for (let id = account_id; id !== null && id !== this.#root && !seen.has(id); ) {
      seen.add(id);
      cells.push(this.#cell('sub_account', id));
      id = this.#places.accounts.get(id)?.parent_account_id ?? null;
    }
    return cells;
  }

  #cell(scope: HoldScope, id: number | null): Cell {
    const key = `${scope} ${id}`;
    const known = this.#cells.get(key);
    if (known) return known;
    const none = () => ({ deleted: 0, concluded: 0, changed: 0 });
    const cell: Cell = { scope, id, done: none(), over: none(), living: 0, living_after: 0 };
    this.#cells.set(key, cell);
    return cell;
  }
}

/** Says which limits a rehearsed import would go beyond; `db` sees the roster without it. */
export async function findBreaches(
  rehearsed: ClientBase,
  db: Queryable,
  key: ImportKey,
  limits: HoldLimits,
): Promise<readonly HoldLimit[]> {
  const { root_account_id } = key;
  const places = await readPlaces(db, root_account_id);
  const breaches: HoldLimit[] = [];
  for (const kind of holdKinds) {
    const harm = await countHarm(rehearsed, key, kind);
    if (harm.length === 0) continue;
    const cells = new Cells(places, root_account_id);
    await addHarm(cells, db, root_account_id, harm);
    const add = (name: 'living' | 'living_after', counts: readonly LivingCount[]) => {
      for (const { term_id, account_id, count } of counts)
        for (const cell of cells.of(term_id, account_id)) cell[name] += count;
    };
    add('living', await countLiving(db, root_account_id, kind));
    add('living_after', await countLiving(rehearsed, root_account_id, kind));
    breaches.push(...cells.all().flatMap((cell) => judge(cell, kind, limits, places)));
  }
  const scopes: readonly string[] = ['account', 'term', 'sub_account'];
  const rank = ({ limit }: HoldLimit) => scopes.indexOf(limit.split('.')[1] ?? '');
  return breaches.sort((a, b) => rank(a) - rank(b) || b.of - a.of || b.count - a.count);
}

async function addHarm(
  cells: Cells,
  db: Queryable,
  root_account_id: number,
  harm: readonly HarmCount[],
): Promise<void> {
  const course_ids = [...new Set(harm.flatMap(({ course_id }) => course_id ?? []))];
  const found = await findCoursePlaces(db, root_account_id, course_ids);
  const courses = new Map(found.map((course) => [course.id, course]));
  for (const { course_id, term_id, account_id, effect, count, over_before } of harm) {
    const course = course_id === null ? undefined : courses.get(course_id);
    for (const cell of cells.of(course?.term_id ?? term_id, course?.account_id ?? account_id)) {
      cell.done[effect] += count;
      cell.over[effect] += over_before;
    }
  }
}

function judge(cell: Cell, kind: HoldKind, limits: HoldLimits, places: Places): readonly HoldLimit[] {
  const breaches: HoldLimit[] = [];
  const tell = (measure: HoldMeasure, count: number, of: number, isBeyond: (allows: number) => boolean) => {
    const limit = limitOf(limits, kind, cell.scope, measure);
    if (limit === null || !isBeyond(limit.allows)) return;
    const percent = of === 0 ? 0 : Math.round((count * 10_000) / of) / 100;
    const { name, allows } = limit;
    breaches.push({ limit: name, allows, kind, count, of, percent, ...placeOf(cell, places) });
  };
  for (const effect of ['deleted', 'concluded', 'changed'] as const) {
    const count = cell.done[effect];
    if (count === 0) continue;
    const of = cell.living + cell.over[effect];
    tell(effect, count, of, (allows) => count > allows);
    tell(`${effect}_percent`, count, of, (allows) => of >= LEAST_FOR_PERCENT && count * 100 > allows * of);
  }
  const lost = cell.done.deleted - cell.over.deleted + cell.done.concluded;
  const { living, living_after } = cell;
  if (lost > 0) tell('left', living_after, living, (allows) => living_after < allows && living >= allows);
  return breaches;
}

function placeOf({ scope, id }: Cell, places: Places): { term?: HoldPlace; account?: HoldPlace } {
  if (id === null) return {};
  const shown = (row: PlaceRow | undefined): HoldPlace => ({
    id,
    sis_id: row?.sis_id ?? null,
    name: row?.name ?? '',
  });
  return scope === 'term'
    ? { term: shown(places.terms.get(id)) }
    : { account: shown(places.accounts.get(id)) };
}
