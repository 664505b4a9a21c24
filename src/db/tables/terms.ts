import type { Queryable } from '../queryable.ts';
import type { Page } from './accounts.ts';
import { newestImport } from './newest-import.ts';

/** The dates of a term for enrollments of one type. */
export interface TermOverrideRow {
  readonly enrollment_type: string;
  readonly start_at: string | null;
  readonly end_at: string | null;
}

/** A term as the API reads it. */
export interface TermRow {
  readonly id: number;
  readonly name: string;
  readonly start_at: string | null;
  readonly end_at: string | null;
  readonly created_at: string;
  readonly workflow_state: string;
  readonly grading_period_group_id: number | null;
  readonly sis_id: string | null;
  /** The newest import that was about the term. */
  readonly sis_import_id: number | null;
}

const columns = `t.id, t.name, t.start_at, t.end_at, t.created_at, t.workflow_state, t.grading_period_group_id, t.sis_id,
  ${newestImport('enrollment_terms', 't')}`;

/** A term of a tenant, deleted ones included; null when there is none. */
export async function findTerm(db: Queryable, root_account_id: number, id: number): Promise<TermRow | null> {
  const found = await db.query<TermRow>(
    `select ${columns} from enrollment_terms t where t.root_account_id = $1 and t.id = $2`,
    [root_account_id, id],
  );
  return found.rows[0] ?? null;
}

/** The terms with these ids, deleted ones included, in any order. */
export async function findTerms(
  db: Queryable,
  root_account_id: number,
  ids: readonly number[],
): Promise<readonly TermRow[]> {
  const found = await db.query<TermRow>(
    `select ${columns} from enrollment_terms t where t.root_account_id = $1 and t.id = any($2::int8[])`,
    [root_account_id, ids],
  );
  return found.rows;
}

/** Terms in these states whose names hold the text, those that start last first; one without a start counts from its making. */
export async function listTerms(
  db: Queryable,
  which: {
    readonly root_account_id: number;
    readonly workflow_states: readonly string[];
    readonly term_name: string | null;
  },
  page: Page,
): Promise<readonly TermRow[]> {
  const found = await db.query<TermRow>(
    `select ${columns} from enrollment_terms t
     where t.root_account_id = $1 and t.workflow_state = any($2::text[])
       and ($3::text is null or position(lower($3) in lower(t.name)) > 0)
     order by coalesce(t.start_at, t.created_at) desc, t.id desc limit $4 offset $5`,
    [which.root_account_id, which.workflow_states, which.term_name, page.limit, page.offset],
  );
  return found.rows;
}

/** The living date overrides of terms, by the id of the term. */
export async function listTermOverrides(
  db: Queryable,
  root_account_id: number,
  term_ids: readonly number[],
): Promise<ReadonlyMap<number, readonly TermOverrideRow[]>> {
  const found = await db.query<TermOverrideRow & { readonly term_id: number }>(
    `select term_id, enrollment_type, start_at, end_at from term_date_overrides
     where root_account_id = $1 and term_id = any($2::int8[]) and workflow_state = 'active' order by id`,
    [root_account_id, term_ids],
  );
  const overrides = new Map<number, TermOverrideRow[]>();
  for (const { term_id, ...dates } of found.rows) {
    const known = overrides.get(term_id);
    if (known) known.push(dates);
    else overrides.set(term_id, [dates]);
  }
  return overrides;
}
