import { accountImporter } from './account.ts';
import { adminImporter } from './admin.ts';
import { changeSisIdImporter } from './change-sis-id.ts';
import { courseImporter } from './course.ts';
import type { Importer } from './define-importer.ts';
import { enrollmentImporter } from './enrollment.ts';
import { gradePublishingResultsImporter } from './grade-publishing-results.ts';
import { groupImporter } from './group.ts';
import { groupCategoryImporter } from './group-category.ts';
import { groupMembershipImporter } from './group-membership.ts';
import { loginImporter } from './login.ts';
import { sectionImporter } from './section.ts';
import { termImporter } from './term.ts';
import { userImporter } from './user.ts';
import { userObserverImporter } from './user-observer.ts';

const importers = [
  changeSisIdImporter,
  accountImporter,
  termImporter,
  courseImporter,
  sectionImporter,
  userImporter,
  loginImporter,
  enrollmentImporter,
  adminImporter,
  groupCategoryImporter,
  groupImporter,
  groupMembershipImporter,
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
