import { draftMessage, type RowOf, type term } from '../../../format/index.ts';
import { endsBeforeStart, statusWord, tooLong } from '../../cells.ts';
import type { World } from '../world.ts';
import { definePlan, missing, type Say } from './define-plan.ts';

type Row = RowOf<typeof term>;

const override_types: ReadonlySet<string> = new Set([
  'StudentEnrollment',
  'TeacherEnrollment',
  'TaEnrollment',
  'DesignerEnrollment',
]);

/** Terms and their date overrides per enrollment type. */
export const termPlan = definePlan<typeof term>({
  planRow: (row, world, say) =>
    row.date_override_enrollment_type === null ? planTerm(row, world, say) : planOverride(row, world, say),
});

function planTerm(row: Row, world: World, say: Say): boolean {
  const { term_id, name, integration_id } = row;
  if (term_id === null) return false;
  if (name === null) return say.refuse(draftMessage('term.missing_name', { term_id }));
  const invalid = (reason: string) => say.refuse(draftMessage('term.invalid', { term_id, name, reason }));
  const existing = world.terms.get(term_id);
  const state = statusWord(row.status, ['active', 'deleted']) ?? 'active';
  if (state === 'deleted' && existing?.state === 'active' && existing.live_courses > 0)
    return invalid('it has courses that are not deleted');
  if (tooLong(name, term_id, integration_id)) return invalid('a value is longer than 255 characters');
  if (world.terms.otherHolder(integration_id, existing))
    return invalid(`integration id ${integration_id} is in use`);
  if (endsBeforeStart(row.start_date, row.end_date)) return invalid('it ends before it starts');
  const record = existing ?? world.terms.add({ id: term_id, integration_id, state, live_courses: 0 });
  record.state = state;
  world.terms.setIntegrationId(record, integration_id);
  return true;
}

function planOverride(row: Row, world: World, say: Say): boolean {
  const { term_id, date_override_enrollment_type } = row;
  if (!world.terms.get(term_id))
    return say.refuse(draftMessage('term.override_without_term', { term_id }), missing('term', term_id));
  if (!override_types.has(date_override_enrollment_type ?? ''))
    return say.refuse(draftMessage('term.override_bad_type', { term_id, date_override_enrollment_type }));
  return true;
}
