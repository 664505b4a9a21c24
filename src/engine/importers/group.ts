import type { RosterRecord } from '../../db/index.ts';
import { draftMessage, group, type RowOf } from '../../format/index.ts';
import { tooLong } from './cells.ts';
import { defineImporter } from './define-importer.ts';
import { inAccount, isSamePlace, type Place, placeOf, wantPlace } from './group-place.ts';
import { isMoveRefused, saveGroup, type WantedGroup } from './group-record.ts';

type Row = RowOf<typeof group>;
type Category = RosterRecord<'group_categories'>;

/** Groups. Where the category lies the group does; without a category it goes to the built-in set of its place. */
export const groupImporter = defineImporter<typeof group>({
  file_type: group,
  table: 'groups',
  keeps: ['accounts', 'courses', 'group_categories'],
  creates: { groups: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('groups', 'by_sis_id', row.group_id);
        want('group_categories', 'by_sis_id', row.group_category_id);
        wantPlace(row, want);
      }
    },
    (rows, want, found) => {
      for (const row of rows) {
        const existing = found.one('groups', 'by_sis_id', row.group_id);
        if (existing) want.fact('group_has_members', existing.id);
      }
    },
  ],
  planRow(row, plan) {
    const { found } = plan;
    const { group_id, group_category_id, account_id, course_id } = row;
    const given = placeOf(row, found);
    if (given === 'two_contexts') return draftMessage('group.two_contexts', { group_id });
    if (given === 'account_not_found')
      return draftMessage('group.account_not_found', { group_id, account_id });
    if (given === 'course_not_found') return draftMessage('group.course_not_found', { group_id, course_id });
    const category = found.one('group_categories', 'by_sis_id', group_category_id);
    if (group_category_id !== null && !isCategoryOf(category, given)) {
      return draftMessage('group.category_not_found', { group_id, group_category_id, account_id, course_id });
    }
    const existing = found.one('groups', 'by_sis_id', group_id);
    const place = category ?? given ?? existing ?? inAccount(plan.options.root_account_id);
    if (existing && isMoveRefused(existing, place, found))
      return draftMessage('group.move_refused', { group_id });
    if (tooLong(row.name, group_id)) {
      return draftMessage('group.invalid', { group_id, reason: 'a value is longer than 255 characters' });
    }
    saveGroup(wantedGroup(row, place, category), existing, plan);
    return 'counted';
  },
});

/** A category serves while it is active, and only in the place that the row names. */
function isCategoryOf(category: Category | undefined, given: Place | null): boolean {
  if (category?.workflow_state !== 'active') return false;
  return given === null || isSamePlace(category, given);
}

function wantedGroup(row: Row, place: Place, category: Category | undefined): WantedGroup {
  return {
    kind: 'group',
    place,
    group_category_id: category?.id ?? null,
    name: row.name ?? '',
    // Canvas: only the exact word deletes; `DELETED` passes the check and makes the group available (observed).
    workflow_state: row.status === 'deleted' ? 'deleted' : 'available',
    sis_id: row.group_id,
  };
}
