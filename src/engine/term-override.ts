import type { RosterRecord } from '../db/index.ts';
import type { Plan } from './plan.ts';
import { isStuck } from './stickiness.ts';

type Override = RosterRecord<'term_date_overrides'>;

/** Finds the dates of a term for one enrollment type, deleted ones included. */
export function findTermOverride(plan: Plan, term_id: number, enrollment_type: string): Override | undefined {
  const overrides = plan.found.all('term_date_overrides', 'by_term', term_id);
  return overrides.find((entry) => entry.enrollment_type === enrollment_type);
}

/** Plans the dates of a term for one enrollment type, or their end; the term itself stays as it is. */
export function planTermOverride(
  plan: Plan,
  term_id: number,
  enrollment_type: string,
  fields: Pick<Override, 'workflow_state'> & Partial<Pick<Override, 'start_at' | 'end_at'>>,
): void {
  const override = findTermOverride(plan, term_id, enrollment_type);
  if (override === undefined) {
    if (fields.workflow_state === 'deleted') return;
    plan.create('term_date_overrides', {
      term_id,
      enrollment_type,
      workflow_state: fields.workflow_state,
      start_at: fields.start_at ?? null,
      end_at: fields.end_at ?? null,
      stuck_fields: '',
    });
    return;
  }
  // Dates set by hand hold off the change whole, their removal too.
  if (isStuck('term_date_overrides', override, 'start_at', plan.options))
    plan.noteStuck('term_date_overrides', override, fields);
  else plan.update('term_date_overrides', override, fields);
}
