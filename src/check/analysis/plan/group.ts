import { draftMessage, type group } from '../../../format/index.ts';
import { tooLong } from '../../cells.ts';
import { definePlan, missing } from './define-plan.ts';
import { in_root, isSamePlace, placeOf } from './group-place.ts';

/** Groups. Where the category lies the group does. */
export const groupPlan = definePlan<typeof group>({
  planRow(row, world, say) {
    const { group_id, group_category_id, account_id, course_id } = row;
    const given = placeOf(row, world);
    if (given === 'two_contexts') return say.refuse(draftMessage('group.two_contexts', { group_id }));
    if (given === 'account_not_found') {
      return say.refuse(
        draftMessage('group.account_not_found', { group_id, account_id }),
        world.accounts.get(account_id) ? undefined : missing('account', account_id),
      );
    }
    if (given === 'course_not_found') {
      return say.refuse(
        draftMessage('group.course_not_found', { group_id, course_id }),
        world.courses.get(course_id) ? undefined : missing('course', course_id),
      );
    }
    const category = world.categories.get(group_category_id);
    const serves = category?.state === 'active' && (given === null || isSamePlace(category, given));
    if (group_category_id !== null && !serves) {
      return say.refuse(
        draftMessage('group.category_not_found', { group_id, group_category_id, account_id, course_id }),
        category ? undefined : missing('group_category', group_category_id),
      );
    }
    const existing = world.groups.get(group_id);
    const place = category ?? given ?? existing ?? in_root;
    if (tooLong(row.name, group_id)) {
      const reason = 'a value is longer than 255 characters';
      return say.refuse(draftMessage('group.invalid', { group_id, reason }));
    }
    const fields = { account: place.account, course: place.course, set: category ?? null };
    if (existing) Object.assign(existing, fields);
    else world.groups.add({ id: group_id ?? '', integration_id: null, ...fields });
    return true;
  },
});
