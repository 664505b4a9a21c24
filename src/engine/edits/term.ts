import type { RosterEdit } from '../edit-roster.ts';
import { endsBeforeStart } from '../importers/cells.ts';
import { type TermDeletionFault, termDeletionFault, wantTermDeletion } from '../term-deletion.ts';
import { findTermOverride, planTermOverride } from '../term-override.ts';
import { findLiving, isSisIdTaken } from './find-record.ts';

/** The dates of one enrollment type; what is left out stays as it is. */
export interface TermOverrideFields {
  readonly start_at?: string | null;
  readonly end_at?: string | null;
}

/** What a person may say of a term; what is left out stays as it is. */
export interface TermFields extends TermOverrideFields {
  readonly name?: string;
  readonly sis_id?: string | null;
  /** By enrollment type; one that ends up without dates is removed. */
  readonly overrides?: Readonly<Record<string, TermOverrideFields>>;
}

/** Why a term is not as a person wants it. */
export type TermFault = 'gone' | 'sis_id_taken' | 'ends_before_start';

/** Plans a new term and hands out its id. */
export async function planTerm(
  roster: RosterEdit,
  {
    name,
    start_at = null,
    end_at = null,
    sis_id = null,
    overrides = {},
  }: TermFields & { readonly name: string },
): Promise<{ readonly id: number } | { readonly fault: TermFault }> {
  if (await isSisIdTaken(roster, 'enrollment_terms', sis_id)) return { fault: 'sis_id_taken' };
  if (endsBeforeStart(start_at, end_at)) return { fault: 'ends_before_start' };
  await roster.reserve({ enrollment_terms: 1 });
  const { id } = roster.plan.create('enrollment_terms', {
    name,
    workflow_state: 'active',
    is_default: false,
    start_at,
    end_at,
    sis_id,
    integration_id: null,
    sis_import_id: null,
    stuck_fields: '',
  });
  roster.found.assumeNone('term_date_overrides', 'by_term', id);
  const fault = await planOverrides(roster, id, overrides);
  return fault === null ? { id } : { fault };
}

/** Plans new values of a term; hands out what is in the way, null when nothing is. */
export async function planTermChange(
  roster: RosterEdit,
  id: number,
  { sis_id, overrides = {}, ...fields }: TermFields,
): Promise<TermFault | null> {
  let term = await findLiving(roster, 'enrollment_terms', id);
  if (term === null) return 'gone';
  if (sis_id !== undefined && sis_id !== term.sis_id) {
    if (await isSisIdTaken(roster, 'enrollment_terms', sis_id)) return 'sis_id_taken';
    term = roster.plan.setIds('enrollment_terms', term, { sis_id });
  }
  // Judged as it will be: of stuck dates nothing is written.
  const changed = roster.plan.update('enrollment_terms', term, fields);
  const has_dates = fields.start_at !== undefined || fields.end_at !== undefined;
  if (has_dates && endsBeforeStart(changed.start_at, changed.end_at)) return 'ends_before_start';
  return planOverrides(roster, id, overrides);
}

async function planOverrides(
  roster: RosterEdit,
  term_id: number,
  overrides: Readonly<Record<string, TermOverrideFields>>,
): Promise<TermFault | null> {
  const entries = Object.entries(overrides);
  await roster.lookUp((want) => want('term_date_overrides', 'by_term', term_id));
  await roster.reserve({ term_date_overrides: entries.length });
  for (const [type, dates] of entries) {
    const current = findTermOverride(roster.plan, term_id, type);
    const { start_at = current?.start_at ?? null, end_at = current?.end_at ?? null } = dates;
    if (endsBeforeStart(start_at, end_at)) return 'ends_before_start';
    const workflow_state = start_at === null && end_at === null ? 'deleted' : 'active';
    planTermOverride(roster.plan, term_id, type, { workflow_state, start_at, end_at });
  }
  return null;
}

/** Plans the end of a term; hands out what is in the way, null when nothing is. */
export async function planTermDeletion(
  roster: RosterEdit,
  id: number,
): Promise<TermDeletionFault | 'gone' | null> {
  const term = await findLiving(roster, 'enrollment_terms', id);
  if (term === null) return 'gone';
  await roster.lookUp((want) => wantTermDeletion(want, id));
  const fault = termDeletionFault(term, roster.found);
  if (fault === null) roster.plan.update('enrollment_terms', term, { workflow_state: 'deleted' });
  return fault;
}
