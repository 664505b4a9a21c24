import { differentiationTagSet, draftMessage } from '../../format/index.ts';
import { statusWord } from './cells.ts';
import { defineImporter } from './define-importer.ts';
import { inCourse, isSamePlace } from './group-place.ts';
import { faultOfSet, reasonOf, saveSet, type WantedSet, wantSetsOfName } from './group-set.ts';

/** Sets of differentiation tags: categories of a course, kept apart from those of groups. */
export const differentiationTagSetImporter = defineImporter<typeof differentiationTagSet>({
  file_type: differentiationTagSet,
  table: 'group_categories',
  keeps: ['courses'],
  creates: { group_categories: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('group_categories', 'tag_set_by_sis_id', row.tag_set_id);
        want('courses', 'by_sis_id', row.course_id);
      }
    },
    (rows, want, found) => {
      for (const row of rows) {
        const existing = found.one('group_categories', 'tag_set_by_sis_id', row.tag_set_id);
        if (existing) want.fact('category_has_groups', existing.id);
        const course = found.one('courses', 'by_sis_id', row.course_id);
        if (!course) continue;
        want('accounts', 'by_id', course.account_id);
        wantSetsOfName(inCourse(course.id), row.set_name, want);
      }
    },
  ],
  planRow(row, plan) {
    const { found, options } = plan;
    const { tag_set_id, course_id } = row;
    if (course_id === null) {
      return draftMessage('differentiation_tag_set.missing_course', { tag_set_id });
    }
    const course = found.one('courses', 'by_sis_id', course_id);
    if (!course) return draftMessage('differentiation_tag_set.course_not_found', { tag_set_id, course_id });
    if (!options.account_tree.hasDifferentiationTags(course.account_id)) {
      const account_id = found.byId('accounts', course.account_id)?.sis_id ?? null;
      return draftMessage('differentiation_tag_set.feature_disabled', { tag_set_id, account_id });
    }
    const place = inCourse(course.id);
    const existing = found.one('group_categories', 'tag_set_by_sis_id', tag_set_id);
    if (existing && !isSamePlace(existing, place) && found.fact('category_has_groups', existing.id)) {
      return draftMessage('differentiation_tag_set.move_refused', { tag_set_id, course_id });
    }
    const set: WantedSet = {
      kind: 'tag',
      place,
      name: row.set_name ?? '',
      workflow_state: statusWord(row.status, ['active', 'deleted']) ?? 'active',
      sis_id: tag_set_id,
    };
    const fault = faultOfSet(set, existing, found);
    if (fault !== null) {
      return draftMessage('differentiation_tag_set.invalid', { tag_set_id, reason: reasonOf(fault, set) });
    }
    if (existing) plan.stamp('group_categories', existing.id);
    saveSet(set, existing, plan);
    return 'counted';
  },
});
