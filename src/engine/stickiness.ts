import type { RosterTable } from '../db/index.ts';

/**
 * How a change treats fields that stuck after one by hand (lifecycle of SIS imports, section 10). Imports may add or
 * clear only together with `override`; what a person changes is always added.
 */
export interface StickinessMode {
  readonly override_sis_stickiness: boolean;
  readonly add_sis_stickiness: boolean;
  readonly clear_sis_stickiness: boolean;
}

/**
 * The fields that can stick, per table. Inner lists stick as one: when any of them is stuck, an import writes
 * none of them.
 */
export const stickyFields: Partial<Record<RosterTable, readonly (string | readonly string[])[]>> = {
  accounts: ['name', 'parent_account_id'],
  enrollment_terms: ['name', ['start_at', 'end_at']],
  term_date_overrides: [['start_at', 'end_at']],
  abstract_courses: ['name', 'short_name', 'enrollment_term_id'],
  courses: [
    'name',
    'course_code',
    'account_id',
    'enrollment_term_id',
    'workflow_state',
    ['start_at', 'conclude_at'],
    'restrict_enrollments_to_course_dates',
    'grade_passback_setting',
  ],
  course_sections: ['name', 'course_id', ['start_at', 'end_at'], 'restrict_enrollments_to_section_dates'],
  users: ['name', 'sortable_name', 'short_name', 'pronouns'],
  pseudonyms: ['unique_id', 'workflow_state'],
  enrollments: [['start_at', 'end_at']],
  groups: ['name'],
};

/** Whether the field is stuck for this import: with `override` nothing is. */
export function isStuck(
  table: RosterTable,
  record: { readonly stuck_fields: string },
  field: string,
  mode: StickinessMode,
): boolean {
  if (record.stuck_fields === '' || mode.override_sis_stickiness) return false;
  const stuck = record.stuck_fields.split(' ');
  const group = stickyFields[table]?.find((entry) => typeof entry !== 'string' && entry.includes(field));
  return group === undefined
    ? stuck.includes(field)
    : (group as readonly string[]).some((name) => stuck.includes(name));
}

/** The fields to write: the stuck ones taken out, and the set of stuck fields as the change leaves it. */
export function withStickiness(
  table: RosterTable,
  record: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, unknown>>,
  mode: StickinessMode,
  force: readonly string[],
): Readonly<Record<string, unknown>> {
  const stuck = record.stuck_fields;
  if (typeof stuck !== 'string') return fields;
  const open =
    mode.override_sis_stickiness || stuck === '' ? fields : withoutStuck(table, stuck, fields, mode, force);
  if (!mode.clear_sis_stickiness && !mode.add_sis_stickiness) return open;
  const changed = Object.keys(open).filter((name) => record[name] !== open[name]);
  if (mode.clear_sis_stickiness) {
    // A login is saved for this purpose even when nothing else changes.
    return changed.length > 0 || table === 'pseudonyms' ? { ...open, stuck_fields: '' } : open;
  }
  const capable = (stickyFields[table] ?? []).flat() as readonly string[];
  const now = new Set(stuck === '' ? [] : stuck.split(' '));
  for (const name of changed) if (capable.includes(name)) now.add(name);
  return { ...open, stuck_fields: [...now].sort().join(' ') };
}

function withoutStuck(
  table: RosterTable,
  stuck_fields: string,
  fields: Readonly<Record<string, unknown>>,
  mode: StickinessMode,
  force: readonly string[],
): Readonly<Record<string, unknown>> {
  const open = Object.entries(fields).filter(
    ([name]) => force.includes(name) || !isStuck(table, { stuck_fields }, name, mode),
  );
  return Object.fromEntries(open);
}
