import { draftMessage, type groupCategory } from '../../../format/index.ts';
import { statusWord } from '../../cells.ts';
import { definePlan, missing } from './define-plan.ts';
import { faultOfSet, in_root, placeOf, saveSet, type WantedSet } from './group-place.ts';

/** Group categories. */
export const groupCategoryPlan = definePlan<typeof groupCategory>({
  planRow(row, world, say) {
    const { group_category_id, account_id, course_id } = row;
    const place = placeOf(row, world) ?? in_root;
    if (place === 'two_contexts')
      return say.refuse(draftMessage('group_category.two_contexts', { group_category_id }));
    if (place === 'account_not_found') {
      return say.refuse(
        draftMessage('group_category.account_not_found', { group_category_id, account_id }),
        world.accounts.get(account_id) ? undefined : missing('account', account_id),
      );
    }
    if (place === 'course_not_found') {
      return say.refuse(
        draftMessage('group_category.course_not_found', { group_category_id, course_id }),
        world.courses.get(course_id) ? undefined : missing('course', course_id),
      );
    }
    const set: WantedSet = {
      kind: 'group',
      place,
      name: row.category_name ?? '',
      state: statusWord(row.status, ['active', 'deleted']) ?? 'active',
      id: group_category_id,
    };
    const existing = world.categories.get(group_category_id);
    const reason = faultOfSet(set, existing, world);
    if (reason !== null)
      return say.refuse(draftMessage('group_category.invalid', { group_category_id, reason }));
    saveSet(set, existing, world);
    return true;
  },
});
