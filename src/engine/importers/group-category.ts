import { draftMessage, groupCategory, type RowOf } from '../../format/index.ts';
import type { Found } from '../found.ts';
import type { PlanOptions } from '../plan.ts';
import { statusWord } from './cells.ts';
import { defineImporter } from './define-importer.ts';
import { inAccount, isSamePlace, type Place, type PlaceFault, placeOf, wantPlace } from './group-place.ts';
import { faultOfSet, reasonOf, saveSet, type WantedSet, wantSetsOfName } from './group-set.ts';

type Row = RowOf<typeof groupCategory>;

/** Group categories. A row without account and course puts its category into the root account. */
export const groupCategoryImporter = defineImporter<typeof groupCategory>({
  file_type: groupCategory,
  table: 'group_categories',
  keeps: ['accounts', 'courses'],
  creates: { group_categories: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('group_categories', 'by_sis_id', row.group_category_id);
        wantPlace(row, want);
      }
    },
    (rows, want, found, options) => {
      for (const row of rows) {
        const place = wantedPlace(row, found, options);
        if (typeof place !== 'string') wantSetsOfName(place, row.category_name, want);
        const existing = found.one('group_categories', 'by_sis_id', row.group_category_id);
        if (existing) want.fact('category_has_groups', existing.id);
      }
    },
  ],
  planRow(row, plan) {
    const { found, options } = plan;
    const { group_category_id, account_id, course_id } = row;
    const place = wantedPlace(row, found, options);
    if (place === 'two_contexts') return draftMessage('group_category.two_contexts', { group_category_id });
    if (place === 'account_not_found') {
      return draftMessage('group_category.account_not_found', { group_category_id, account_id });
    }
    if (place === 'course_not_found') {
      return draftMessage('group_category.course_not_found', { group_category_id, course_id });
    }
    const existing = found.one('group_categories', 'by_sis_id', group_category_id);
    if (existing && !isSamePlace(existing, place) && found.fact('category_has_groups', existing.id)) {
      return draftMessage('group_category.move_refused', { group_category_id });
    }
    const set: WantedSet = {
      kind: 'group',
      place,
      name: row.category_name ?? '',
      workflow_state: statusWord(row.status, ['active', 'deleted']) ?? 'active',
      sis_id: group_category_id,
    };
    const fault = faultOfSet(set, existing, found);
    if (fault !== null) {
      return draftMessage('group_category.invalid', { group_category_id, reason: reasonOf(fault, set) });
    }
    if (existing) plan.stamp('group_categories', existing.id);
    saveSet(set, existing, plan);
    return 'counted';
  },
});

function wantedPlace(row: Row, found: Found, options: PlanOptions): Place | PlaceFault {
  return placeOf(row, found) ?? inAccount(options.root_account_id);
}
