import { accounts } from './accounts.ts';
import { admins } from './admins.ts';
import { courses } from './courses.ts';
import type { ExportSource, ValueName } from './define-export.ts';
import { enrollments } from './enrollments.ts';
import { groupCategories } from './group-categories.ts';
import { groupMembership } from './group-membership.ts';
import { groups } from './groups.ts';
import { sections } from './sections.ts';
import { terms } from './terms.ts';
import { userObservers } from './user-observers.ts';
import { users } from './users.ts';
import { xlist } from './xlist.ts';

/** The files that a report can hold, by the name of the parameter that asks for each; also their order in a zip. */
export const exportSources = {
  users,
  accounts,
  terms,
  courses,
  sections,
  enrollments,
  groups,
  group_categories: groupCategories,
  group_membership: groupMembership,
  xlist,
  user_observers: userObservers,
  admins,
} as const satisfies Readonly<Record<string, ExportSource>>;

export type ExportChoice = keyof typeof exportSources;

/** The values that a column of a file may show. */
export type ExportValue<C extends ExportChoice> = ValueName<(typeof exportSources)[C]>;
