import { abstractCourseMessages } from './abstract-course.ts';
import { accountMessages } from './account.ts';
import { adminMessages } from './admin.ts';
import { changeSisIdMessages } from './change-sis-id.ts';
import { commonMessages } from './common.ts';
import { courseMessages } from './course.ts';
import type { MessageEntries, MessageEntry } from './define-message.ts';
import { differentiationTagMessages } from './differentiation-tag.ts';
import { differentiationTagMembershipMessages } from './differentiation-tag-membership.ts';
import { differentiationTagSetMessages } from './differentiation-tag-set.ts';
import { enrollmentMessages } from './enrollment.ts';
import { gradePublishingResultsMessages } from './grade-publishing-results.ts';
import { groupMessages } from './group.ts';
import { groupCategoryMessages } from './group-category.ts';
import { groupMembershipMessages } from './group-membership.ts';
import { institutionalTagMessages } from './institutional-tag.ts';
import { institutionalTagAssociationMessages } from './institutional-tag-association.ts';
import { institutionalTagCategoryMessages } from './institutional-tag-category.ts';
import { loginMessages } from './login.ts';
import { sectionMessages } from './section.ts';
import { termMessages } from './term.ts';
import { userMessages } from './user.ts';
import { userObserverMessages } from './user-observer.ts';
import { xlistMessages } from './xlist.ts';

/** Every message by its code: first those about files and imports, then type by type in processing order. */
export const messages = {
  ...commonMessages,
  ...changeSisIdMessages,
  ...accountMessages,
  ...termMessages,
  ...abstractCourseMessages,
  ...courseMessages,
  ...sectionMessages,
  ...xlistMessages,
  ...userMessages,
  ...loginMessages,
  ...enrollmentMessages,
  ...adminMessages,
  ...groupCategoryMessages,
  ...groupMessages,
  ...groupMembershipMessages,
  ...differentiationTagSetMessages,
  ...differentiationTagMessages,
  ...differentiationTagMembershipMessages,
  ...institutionalTagCategoryMessages,
  ...institutionalTagMessages,
  ...institutionalTagAssociationMessages,
  ...gradePublishingResultsMessages,
  ...userObserverMessages,
} as const satisfies MessageEntries;

/** The code of a message, e.g. `course.missing_id`. */
export type MessageCode = keyof typeof messages;

const byCode: ReadonlyMap<string, MessageEntry> = new Map(Object.entries(messages));

/** The entry of a code; throws on a code that nobody declared, which is a bug of the caller. */
export function messageEntry(code: string): MessageEntry {
  const entry = byCode.get(code);
  if (entry === undefined) throw new Error(`No message is declared under the code ${code}.`);
  return entry;
}
