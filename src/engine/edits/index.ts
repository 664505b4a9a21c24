/** What a person may do with the roster, told to an edit (`editRoster`). */
export {
  type AccountFault,
  type AccountFields,
  planAccount,
  planAccountChange,
  planAccountDeletion,
} from './account.ts';
export { type AdminFault, planAdmin, planAdminRemoval } from './admin.ts';
export {
  type CourseEvent,
  type CourseFault,
  type CourseFields,
  type CourseStart,
  planCourse,
  planCourseChange,
  planCourseEvents,
} from './course.ts';
export {
  type EnrollmentFault,
  enrollPerson,
  setEnrollmentState,
  type WantedEnrollment,
} from './enrollment.ts';
export {
  type GroupFault,
  type GroupFields,
  planGroup,
  planGroupChange,
  planGroupDeletion,
} from './group.ts';
export {
  type GroupCategoryFault,
  type GroupCategoryFields,
  planGroupCategory,
  planGroupCategoryChange,
  planGroupCategoryDeletion,
} from './group-category.ts';
export { type MembershipFault, planLeaving, planMembership } from './group-membership.ts';
export {
  type LoginFields,
  type NewLogin,
  planLogin,
  planLoginChange,
  planLoginRemoval,
} from './login.ts';
export { type ObserverFault, planObserver, planObserverRemoval } from './observer.ts';
export {
  type NewChannel,
  type NewPerson,
  type PersonFields,
  planPerson,
  planPersonChange,
  planPersonRemoval,
} from './person.ts';
export {
  planCrossListing,
  planHomecoming,
  planSection,
  planSectionChange,
  planSectionDeletion,
  type SectionFault,
  type SectionFields,
} from './section.ts';
export {
  planTerm,
  planTermChange,
  planTermDeletion,
  type TermFault,
  type TermFields,
  type TermOverrideFields,
} from './term.ts';
