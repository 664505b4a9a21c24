import type { FileTypeName } from '../../format/index.ts';
import { abstractCourseRules } from './abstract-course.ts';
import { accountRules } from './account.ts';
import { adminRules } from './admin.ts';
import { changeSisIdRules } from './change-sis-id.ts';
import { courseRules } from './course.ts';
import { differentiationTagRules } from './differentiation-tag.ts';
import { differentiationTagMembershipRules } from './differentiation-tag-membership.ts';
import { differentiationTagSetRules } from './differentiation-tag-set.ts';
import { enrollmentRules } from './enrollment.ts';
import { gradePublishingResultsRules } from './grade-publishing-results.ts';
import { groupRules } from './group.ts';
import { groupCategoryRules } from './group-category.ts';
import { groupMembershipRules } from './group-membership.ts';
import { institutionalTagRules } from './institutional-tag.ts';
import { institutionalTagAssociationRules } from './institutional-tag-association.ts';
import { institutionalTagCategoryRules } from './institutional-tag-category.ts';
import { loginRules } from './login.ts';
import { sectionRules } from './section.ts';
import { termRules } from './term.ts';
import { userRules } from './user.ts';
import { userObserverRules } from './user-observer.ts';
import { xlistRules } from './xlist.ts';

/** The rules of every file type, each list in the order in which its rules speak. */
export const rowRules = {
  change_sis_id: changeSisIdRules,
  account: accountRules,
  term: termRules,
  abstract_course: abstractCourseRules,
  course: courseRules,
  section: sectionRules,
  xlist: xlistRules,
  user: userRules,
  login: loginRules,
  enrollment: enrollmentRules,
  admin: adminRules,
  group_category: groupCategoryRules,
  group: groupRules,
  group_membership: groupMembershipRules,
  differentiation_tag_set: differentiationTagSetRules,
  differentiation_tag: differentiationTagRules,
  differentiation_tag_membership: differentiationTagMembershipRules,
  institutional_tag_category: institutionalTagCategoryRules,
  institutional_tag: institutionalTagRules,
  institutional_tag_association: institutionalTagAssociationRules,
  grade_publishing_results: gradePublishingResultsRules,
  user_observer: userObserverRules,
} as const satisfies Record<FileTypeName, unknown>;
