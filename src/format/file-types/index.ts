import type { FileType } from '../define-file-type.ts';
import { abstractCourse } from './abstract-course.ts';
import { account } from './account.ts';
import { admin } from './admin.ts';
import { changeSisId } from './change-sis-id.ts';
import { course } from './course.ts';
import { differentiationTag } from './differentiation-tag.ts';
import { differentiationTagMembership } from './differentiation-tag-membership.ts';
import { differentiationTagSet } from './differentiation-tag-set.ts';
import { enrollment } from './enrollment.ts';
import { gradePublishingResults } from './grade-publishing-results.ts';
import { group } from './group.ts';
import { groupCategory } from './group-category.ts';
import { groupMembership } from './group-membership.ts';
import { institutionalTag } from './institutional-tag.ts';
import { institutionalTagAssociation } from './institutional-tag-association.ts';
import { institutionalTagCategory } from './institutional-tag-category.ts';
import { login } from './login.ts';
import { section } from './section.ts';
import { term } from './term.ts';
import { user } from './user.ts';
import { userObserver } from './user-observer.ts';
import { xlist } from './xlist.ts';

export * from './abstract-course.ts';
export * from './account.ts';
export * from './admin.ts';
export * from './change-sis-id.ts';
export * from './course.ts';
export * from './differentiation-tag.ts';
export * from './differentiation-tag-membership.ts';
export * from './differentiation-tag-set.ts';
export * from './enrollment.ts';
export * from './grade-publishing-results.ts';
export * from './group.ts';
export * from './group-category.ts';
export * from './group-membership.ts';
export * from './institutional-tag.ts';
export * from './institutional-tag-association.ts';
export * from './institutional-tag-category.ts';
export * from './login.ts';
export * from './section.ts';
export * from './term.ts';
export * from './user.ts';
export * from './user-observer.ts';
export * from './xlist.ts';

/**
 * Every file type. The order is both that of recognition, where the first match wins, and that of
 * processing, so that the objects a row refers to are there before it.
 */
export const fileTypes = [
  changeSisId,
  account,
  term,
  abstractCourse,
  course,
  section,
  xlist,
  user,
  login,
  enrollment,
  admin,
  groupCategory,
  group,
  groupMembership,
  differentiationTagSet,
  differentiationTag,
  differentiationTagMembership,
  institutionalTagCategory,
  institutionalTag,
  institutionalTagAssociation,
  gradePublishingResults,
  userObserver,
] as const satisfies readonly FileType[];

/** The singular key of a file type, as in `supplied_batches`. */
export type FileTypeName = (typeof fileTypes)[number]['name'];

const byName: ReadonlyMap<string, FileType> = new Map(fileTypes.map((fileType) => [fileType.name, fileType]));

/** The file type with this singular key, else null. */
export function fileTypeByName(name: string): FileType | null {
  return byName.get(name) ?? null;
}

/** The stored fields of a file type's objects that stick after a change by hand, each once. */
export function stickyFieldsOf(fileType: FileType): readonly string[] {
  const borne = Object.values(fileType.columns).flatMap((column) => column.sticky ?? []);
  return [...new Set([...borne, ...(fileType.also_sticky ?? [])])];
}
