import type { RosterRecord } from '../../db/index.ts';
import { abstractCourse, type RowOf } from '../../format/index.ts';
import type { Plan } from '../plan.ts';
import { statusWord } from './cells.ts';
import { defineImporter } from './define-importer.ts';

type Row = RowOf<typeof abstractCourse>;

/** Abstract courses. Nothing but a course row that refers to one takes anything from it. */
export const abstractCourseImporter = defineImporter<typeof abstractCourse>({
  file_type: abstractCourse,
  table: 'abstract_courses',
  keeps: ['accounts', 'enrollment_terms'],
  creates: { abstract_courses: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('abstract_courses', 'by_sis_id', row.abstract_course_id);
        want('accounts', 'by_sis_id', row.account_id);
        want('accounts', 'by_sis_id', row.fallback_account_id);
        want('enrollment_terms', 'by_sis_id', row.term_id);
      }
      want('enrollment_terms', 'by_default', true);
    },
  ],
  planRow(row, plan) {
    const { found, options } = plan;
    const existing = found.one('abstract_courses', 'by_sis_id', row.abstract_course_id);
    const fields = {
      account_id: accountOf(row, existing, plan),
      enrollment_term_id: termOf(row, plan),
      name: row.long_name ?? '',
      short_name: row.short_name ?? '',
      workflow_state: statusWord(row.status, ['active', 'deleted']) ?? 'active',
    };
    if (existing) {
      plan.stamp('abstract_courses', existing.id);
      plan.update('abstract_courses', existing, fields);
      return 'counted';
    }
    plan.create('abstract_courses', {
      ...fields,
      sis_id: row.abstract_course_id,
      sis_import_id: options.sis_import_id,
      stuck_fields: '',
    });
    return 'counted';
  },
});

/** Unknown and deleted accounts are passed over. */
function accountOf(row: Row, existing: RosterRecord<'abstract_courses'> | undefined, plan: Plan): number {
  const { found, options } = plan;
  const given = [row.account_id, row.fallback_account_id].map((id) => found.one('accounts', 'by_sis_id', id));
  const account = given.find((entry) => entry?.workflow_state === 'active');
  return account?.id ?? existing?.account_id ?? options.root_account_id;
}

/** The default term also takes the place of a stored one where the row names none. */
function termOf(row: Row, { found, options }: Plan): number {
  const named = found.one('enrollment_terms', 'by_sis_id', row.term_id);
  if (named?.workflow_state === 'active') return named.id;
  const standard = found.one('enrollment_terms', 'by_default', true);
  if (!standard) throw new Error(`root account ${options.root_account_id} has no default term`);
  return standard.id;
}
