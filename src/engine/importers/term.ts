import type { RosterRecord } from '../../db/index.ts';
import { draftMessage, type RowOf, term } from '../../format/index.ts';
import type { Plan, RowResult } from '../plan.ts';
import { isStuck } from '../stickiness.ts';
import { termDeletionFault, wantTermDeletion } from '../term-deletion.ts';
import { planTermOverride } from '../term-override.ts';
import { endsBeforeStart, statusWord, tooLong } from './cells.ts';
import { defineImporter } from './define-importer.ts';

type Row = RowOf<typeof term>;
type Term = RosterRecord<'enrollment_terms'>;

const OVERRIDE_TYPES = ['StudentEnrollment', 'TeacherEnrollment', 'TaEnrollment', 'DesignerEnrollment'];

/** Terms and their date overrides per enrollment type. Deleting a term never touches courses: it is refused. */
export const termImporter = defineImporter<typeof term>({
  file_type: term,
  table: 'enrollment_terms',
  keeps: ['enrollment_terms', 'term_date_overrides'],
  creates: { enrollment_terms: 1, term_date_overrides: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('enrollment_terms', 'by_sis_id', row.term_id);
        want('enrollment_terms', 'by_integration_id', row.integration_id);
      }
    },
    (rows, want, found) => {
      for (const row of rows) {
        const existing = found.one('enrollment_terms', 'by_sis_id', row.term_id);
        if (!existing) continue;
        if (row.date_override_enrollment_type !== null) want('term_date_overrides', 'by_term', existing.id);
        if (statusWord(row.status, ['deleted']) !== null) wantTermDeletion(want, existing.id);
      }
    },
  ],
  planRow(row, plan) {
    const existing = plan.found.one('enrollment_terms', 'by_sis_id', row.term_id);
    return row.date_override_enrollment_type === null
      ? planTerm(row, existing, plan)
      : planOverride(row, existing, plan);
  },
});

function planTerm(row: Row, existing: Term | undefined, plan: Plan): RowResult {
  const { term_id, name } = row;
  const { found, options } = plan;
  if (name === null) return draftMessage('term.missing_name', { term_id });
  const invalid = (reason: string) => draftMessage('term.invalid', { term_id, name, reason });
  const status = statusWord(row.status, ['active', 'deleted']) ?? 'active';
  if (status === 'deleted' && existing && existing.workflow_state !== 'deleted') {
    const fault = termDeletionFault(existing, found);
    if (fault === 'is_default') return invalid('the default term cannot be deleted');
    if (fault === 'has_courses') return invalid('it has courses that are not deleted');
  }
  if (tooLong(name, term_id, row.integration_id)) return invalid('a value is longer than 255 characters');
  const holder = found.one('enrollment_terms', 'by_integration_id', row.integration_id);
  if (holder && holder.id !== existing?.id) return invalid(`integration id ${row.integration_id} is in use`);
  // Stuck dates are not written, so those of the row need no look.
  const keepsDates = existing && isStuck('enrollment_terms', existing, 'start_at', options);
  if (!keepsDates && endsBeforeStart(row.start_date, row.end_date))
    return invalid('it ends before it starts');

  const fields = {
    name,
    workflow_state: status,
    start_at: row.start_date,
    end_at: row.end_date,
    integration_id: row.integration_id,
  };
  if (existing) {
    plan.stamp('enrollment_terms', existing.id);
    plan.update('enrollment_terms', existing, fields);
    return 'counted';
  }
  const made = plan.create('enrollment_terms', {
    ...fields,
    is_default: false,
    sis_id: term_id,
    sis_import_id: options.sis_import_id,
    stuck_fields: '',
  });
  found.assumeNone('term_date_overrides', 'by_term', made.id);
  found.learnFact('term_has_courses', [made.id], new Set());
  return 'counted';
}

/** An override row sets or removes the dates for one enrollment type; the term itself stays as it is. */
function planOverride(row: Row, existing: Term | undefined, plan: Plan): RowResult {
  const { term_id, date_override_enrollment_type: type } = row;
  if (!existing) return draftMessage('term.override_without_term', { term_id });
  if (type === null || !OVERRIDE_TYPES.includes(type)) {
    return draftMessage('term.override_bad_type', { term_id, date_override_enrollment_type: type });
  }
  plan.stamp('enrollment_terms', existing.id);
  const status = statusWord(row.status, ['active', 'deleted']) ?? 'active';
  planTermOverride(
    plan,
    existing.id,
    type,
    status === 'deleted'
      ? { workflow_state: 'deleted' }
      : { workflow_state: 'active', start_at: row.start_date, end_at: row.end_date },
  );
  return 'counted';
}
