import type { Term } from '../../api/index.ts';
import type { TermOverrideRow, TermRow } from '../../db/index.ts';
import { type SisRights, sisFields } from './sis-fields.ts';

/** A term as the API shows it; with its date overrides where they are given. */
export function presentTerm(term: TermRow, rights: SisRights, overrides?: readonly TermOverrideRow[]): Term {
  return {
    id: term.id,
    name: term.name,
    start_at: term.start_at,
    end_at: term.end_at,
    workflow_state: term.workflow_state,
    grading_period_group_id: term.grading_period_group_id,
    created_at: term.created_at,
    ...sisFields(rights, { sis_term_id: term.sis_id }, term.sis_import_id),
    ...(overrides === undefined ? {} : { overrides: presentOverrides(overrides) }),
  };
}

function presentOverrides(rows: readonly TermOverrideRow[]): NonNullable<Term['overrides']> {
  return Object.fromEntries(rows.map(({ enrollment_type, ...dates }) => [enrollment_type, dates]));
}
