import {
  type differentiationTagMembership,
  draftMessage,
  type groupMembership,
} from '../../../format/index.ts';
import { statusWord } from '../../cells.ts';
import type { GroupRecord, LoginRecord } from '../records.ts';
import type { World } from '../world.ts';
import { definePlan, missing } from './define-plan.ts';

/** Whether the person is in the group's course: to be accepted one needs an enrollment that is not deleted. */
function isInCourse(group: GroupRecord, login: LoginRecord, status: string | null, world: World): boolean {
  if (group.course === null) return true;
  const leaves = statusWord(status, ['accepted', 'deleted']) === 'deleted';
  const { enrollments, sections_by_number } = world;
  const fits = (at: number) => leaves || enrollments.state(at) !== 'deleted';
  return enrollments.isInCourse(login.person, sections_by_number, group.course, fits);
}

/** People in groups. */
export const groupMembershipPlan = definePlan<typeof groupMembership>({
  planRow({ user_id, group_id, status }, world, say) {
    const login = world.logins.get(user_id);
    const group = world.groups.get(group_id);
    const named = { user_id, group_id };
    if (!login)
      return say.refuse(draftMessage('group_membership.user_not_found', named), missing('user', user_id));
    if (!group)
      return say.refuse(draftMessage('group_membership.group_not_found', named), missing('group', group_id));
    if (isInCourse(group, login, status, world)) return true;
    return say.refuse(draftMessage('group_membership.user_not_in_course', named));
  },
});

/** People who bear differentiation tags. */
export const differentiationTagMembershipPlan = definePlan<typeof differentiationTagMembership>({
  planRow({ user_id, tag_id, status }, world, say) {
    const login = world.logins.get(user_id);
    const tag = world.tags.get(tag_id);
    const named = { user_id, tag_id };
    if (!login) {
      return say.refuse(
        draftMessage('differentiation_tag_membership.user_not_found', named),
        missing('user', user_id),
      );
    }
    if (!tag) {
      return say.refuse(
        draftMessage('differentiation_tag_membership.tag_not_found', named),
        missing('differentiation_tag', tag_id),
      );
    }
    if (isInCourse(tag, login, status, world)) return true;
    return say.refuse(draftMessage('differentiation_tag_membership.user_not_in_course', named));
  },
});
