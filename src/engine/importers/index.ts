import { abstractCourseImporter } from './abstract-course.ts';
import { accountImporter } from './account.ts';
import { adminImporter } from './admin.ts';
import { changeSisIdImporter } from './change-sis-id.ts';
import { courseImporter } from './course.ts';
import type { Importer } from './define-importer.ts';
import { differentiationTagImporter } from './differentiation-tag.ts';
import { differentiationTagMembershipImporter } from './differentiation-tag-membership.ts';
import { differentiationTagSetImporter } from './differentiation-tag-set.ts';
import { enrollmentImporter } from './enrollment.ts';
import { gradePublishingResultsImporter } from './grade-publishing-results.ts';
import { groupImporter } from './group.ts';
import { groupCategoryImporter } from './group-category.ts';
import { groupMembershipImporter } from './group-membership.ts';
import { institutionalTagImporter } from './institutional-tag.ts';
import { institutionalTagAssociationImporter } from './institutional-tag-association.ts';
import { institutionalTagCategoryImporter } from './institutional-tag-category.ts';
import { loginImporter } from './login.ts';
import { sectionImporter } from './section.ts';
import { termImporter } from './term.ts';
import { userImporter } from './user.ts';
import { userObserverImporter } from './user-observer.ts';
import { xlistImporter } from './xlist.ts';

const importers = [
  changeSisIdImporter,
  accountImporter,
  termImporter,
  abstractCourseImporter,
  courseImporter,
  sectionImporter,
  xlistImporter,
  userImporter,
  loginImporter,
  enrollmentImporter,
  adminImporter,
  groupCategoryImporter,
  groupImporter,
  groupMembershipImporter,
  differentiationTagSetImporter,
  differentiationTagImporter,
  differentiationTagMembershipImporter,
  institutionalTagCategoryImporter,
  institutionalTagImporter,
  institutionalTagAssociationImporter,
  gradePublishingResultsImporter,
  userObserverImporter,
];

const byName = new Map(importers.map((importer) => [importer.file_type.name as string, importer as unknown]));

// The rows of a file are of the type its importer names; the pipeline pairs them by that name.
type AnyImporter = Importer<never>;

/** The importer of a file type, null for a type that is not imported yet. */
export function importerOf(file_type: string): AnyImporter | null {
  return (byName.get(file_type) as AnyImporter | undefined) ?? null;
}
