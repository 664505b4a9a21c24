import type { ClientBase } from 'pg';
import { askFact, type FactName, lookUpRecords, type RosterTable } from '../../db/index.ts';
import type { LookupKey } from '../answer-index.ts';
import type { Answers, Found } from '../found.ts';
import type { Needs, Want } from '../importers/define-importer.ts';
import type { PlanOptions } from '../plan.ts';
import { inSlices } from './in-slices.ts';

/** The keys of one look-up that the rows of a chunk ask for and that are not known yet, each once. */
interface Question {
  readonly table: RosterTable;
  readonly lookup: string;
  readonly answers: Answers;
  readonly keys: LookupKey[];
}

/** What a stage asks for. */
class Wanted {
  readonly #questions = new Map<RosterTable, Map<string, Question>>();
  readonly #facts = new Map<FactName, Set<number>>();
  readonly #found: Found;

  constructor(found: Found) {
    this.#found = found;
  }

  want(): Want {
    const want = (table: RosterTable, lookup: string, key: LookupKey | null) => {
      if (key === null) return;
      const { answers, keys } = this.#question(table, lookup);
      if (answers.has(key)) return;
      // From here on the key is no longer missing, so that it is asked for once.
      answers.open(key);
      keys.push(key);
    };
    const fact = (name: FactName, id: number) => {
      if (!this.#found.isFactMissing(name, id)) return;
      const ids = this.#facts.get(name) ?? new Set<number>();
      this.#facts.set(name, ids.add(id));
    };
    return Object.assign(want, { fact });
  }

  #question(table: RosterTable, lookup: string): Question {
    let lookups = this.#questions.get(table);
    if (!lookups) {
      lookups = new Map();
      this.#questions.set(table, lookups);
    }
    let question = lookups.get(lookup);
    if (!question) {
      question = { table, lookup, answers: this.#found.answers(table, lookup), keys: [] };
      lookups.set(lookup, question);
    }
    return question;
  }

  #asked(): readonly Question[] {
    const all = [...this.#questions.values()].flatMap((lookups) => [...lookups.values()]);
    return all.filter(({ keys }) => keys.length > 0);
  }

  isEmpty(): boolean {
    return this.#asked().length === 0 && this.#facts.size === 0;
  }

  /** The tables of which something is asked. */
  tables(): readonly RosterTable[] {
    return [...new Set(this.#asked().map(({ table }) => table))];
  }

  async load(client: ClientBase, root_account_id: number, references: readonly RosterTable[]): Promise<void> {
    for (const { table, lookup, keys } of this.#asked()) {
      const isReference = references.includes(table);
      const records = await lookUpRecords(client, root_account_id, table, lookup, keys, isReference);
      this.#found.learn(table, lookup, records);
    }
    for (const [name, ids] of this.#facts) {
      const distinct = [...ids];
      this.#found.learnFact(name, distinct, await askFact(client, root_account_id, name, distinct));
    }
  }
}

/**
 * Looks up what the rows need, stage by stage: a statement per look-up and stage, whatever the number of rows.
 * `references` are tables whose records are not changed. `afterEach` hears of which tables something was asked, and may
 * add what the database does not know yet.
 */
export async function lookUp<Row>(
  client: ClientBase,
  stages: readonly Needs<Row>[],
  rows: readonly Row[],
  found: Found,
  options: PlanOptions,
  references: readonly RosterTable[] = [],
  afterEach: (tables: readonly RosterTable[]) => void = () => {},
): Promise<void> {
  for (const stage of stages) {
    const wanted = new Wanted(found);
    const want = wanted.want();
    await inSlices(rows, (slice) => stage(slice, want, found, options));
    if (wanted.isEmpty()) continue;
    await wanted.load(client, options.root_account_id, references);
    afterEach(wanted.tables());
  }
}
