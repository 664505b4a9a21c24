import type { AnyRow, FileTypeName } from '../../../format/index.ts';
import type { World } from '../world.ts';
import { abstractCoursePlan } from './abstract-course.ts';
import { accountPlan } from './account.ts';
import { adminPlan } from './admin.ts';
import { changeSisIdPlan } from './change-sis-id.ts';
import { coursePlan } from './course.ts';
import type { PlanFile, Say } from './define-plan.ts';
import { differentiationTagPlan, differentiationTagSetPlan } from './differentiation-tags.ts';
import { enrollmentPlan } from './enrollment.ts';
import { gradePublishingResultsPlan } from './grade-publishing-results.ts';
import { groupPlan } from './group.ts';
import { groupCategoryPlan } from './group-category.ts';
import {
  institutionalTagAssociationPlan,
  institutionalTagCategoryPlan,
  institutionalTagPlan,
} from './institutional-tags.ts';
import { loginPlan } from './login.ts';
import { differentiationTagMembershipPlan, groupMembershipPlan } from './memberships.ts';
import { sectionPlan } from './section.ts';
import { termPlan } from './term.ts';
import { userPlan } from './user.ts';
import { userObserverPlan } from './user-observer.ts';
import { xlistPlan } from './xlist.ts';

export type { PlanFile, Say } from './define-plan.ts';

const plans = {
  change_sis_id: changeSisIdPlan,
  account: accountPlan,
  term: termPlan,
  abstract_course: abstractCoursePlan,
  course: coursePlan,
  section: sectionPlan,
  xlist: xlistPlan,
  user: userPlan,
  login: loginPlan,
  enrollment: enrollmentPlan,
  admin: adminPlan,
  group_category: groupCategoryPlan,
  group: groupPlan,
  group_membership: groupMembershipPlan,
  differentiation_tag_set: differentiationTagSetPlan,
  differentiation_tag: differentiationTagPlan,
  differentiation_tag_membership: differentiationTagMembershipPlan,
  institutional_tag_category: institutionalTagCategoryPlan,
  institutional_tag: institutionalTagPlan,
  institutional_tag_association: institutionalTagAssociationPlan,
  grade_publishing_results: gradePublishingResultsPlan,
  user_observer: userObserverPlan,
} as const satisfies Record<FileTypeName, unknown>;

/** A plan where the code does not know the file type. */
export interface AnyPlan {
  readonly planRow: (row: AnyRow, world: World, say: Say, file: PlanFile) => boolean;
  readonly finish?: (world: World, file: PlanFile, sayAt: (row: number) => Say) => void;
}

/** The plan of a file type. A plan reads the columns of its own type; that a row is of that type the reader knows. */
export function planOf(file_type: string): AnyPlan {
  return (plans as unknown as Readonly<Record<string, AnyPlan>>)[file_type] as AnyPlan;
}
