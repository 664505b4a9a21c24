import type { Queryable } from '../queryable.ts';
import type { Page } from './accounts.ts';
import { newestImport } from './newest-import.ts';

/** A section as the API reads it. */
export interface SectionRow {
  readonly id: number;
  readonly root_account_id: number;
  readonly course_id: number;
  /** Of the course in which it sits. */
  readonly account_id: number;
  readonly sis_course_id: string | null;
  readonly nonxlist_course_id: number | null;
  readonly name: string;
  readonly workflow_state: string;
  readonly start_at: string | null;
  readonly end_at: string | null;
  readonly restrict_enrollments_to_section_dates: boolean;
  readonly created_at: string;
  readonly sis_id: string | null;
  readonly integration_id: string | null;
  /** The newest import that was about the section. */
  readonly sis_import_id: number | null;
}

const columns = `s.id, s.root_account_id, s.course_id, c.account_id, c.sis_id as sis_course_id, s.nonxlist_course_id, s.name,
  s.workflow_state, s.start_at, s.end_at, s.restrict_enrollments_to_section_dates, s.created_at, s.sis_id,
  s.integration_id,
  ${newestImport('course_sections', 's')}`;

const source = `course_sections s
  join courses c on c.root_account_id = s.root_account_id and c.id = s.course_id`;

/** A section of a tenant, deleted ones included; null when there is none. */
export async function findSection(
  db: Queryable,
  root_account_id: number,
  id: number,
): Promise<SectionRow | null> {
  const found = await db.query<SectionRow>(
    `select ${columns} from ${source} where s.root_account_id = $1 and s.id = $2`,
    [root_account_id, id],
  );
  return found.rows[0] ?? null;
}

/** Which sections of a course are listed. */
export interface SectionFilter {
  /** Part of the name in any letter case. */
  readonly search_term: string | null;
  /** The search term as an id, which finds that section, too. */
  readonly search_id: number | null;
}

/** The living sections that sit in a course, by name. */
export async function listSections(
  db: Queryable,
  course: { readonly root_account_id: number; readonly id: number },
  { search_term, search_id }: SectionFilter,
  page: Page,
): Promise<readonly SectionRow[]> {
  const found = await db.query<SectionRow>(
    `select ${columns} from ${source}
     where s.root_account_id = $1 and s.course_id = $2 and s.workflow_state <> 'deleted'
       and ($3::text is null or position(lower($3) in lower(s.name)) > 0 or s.id = $4::int8)
     order by lower(s.name), s.id limit $5 offset $6`,
    [course.root_account_id, course.id, search_term, search_id, page.limit, page.offset],
  );
  return found.rows;
}

/** Active and invited students per section, each counted once; a section without any has no row. */
export async function countSectionStudents(
  db: Queryable,
  root_account_id: number,
  section_ids: readonly number[],
): Promise<readonly { readonly id: number; readonly total_students: number }[]> {
  const found = await db.query<{ id: number; total_students: number }>(
    `select course_section_id as id, count(distinct user_id)::int4 as total_students from enrollments
     where root_account_id = $1 and course_section_id = any($2::int8[]) and type = 'StudentEnrollment'
       and workflow_state in ('active', 'invited')
     group by course_section_id`,
    [root_account_id, section_ids],
  );
  return found.rows;
}
