import type { Enrollment, Section, SectionStudent, User } from '../../api/index.ts';
import { countSectionStudents, listStudentEnrollments, type SectionRow } from '../../db/index.ts';
import type { AccountRights } from '../auth/open-account.ts';
import type { Call } from '../define-route.ts';
import { listParameter } from '../parameters.ts';
import { presentEnrollments } from './present-enrollment.ts';
import { type SisRights, sisFields } from './sis-fields.ts';

/** A section may hold thousands, and a page a hundred sections. */
const MAX_STUDENTS = 1_000;

/** A section without what has to be asked for. */
function presentSection(section: SectionRow, rights: SisRights): Section {
  return {
    id: section.id,
    course_id: section.course_id,
    name: section.name,
    start_at: section.start_at,
    end_at: section.end_at,
    created_at: section.created_at,
    restrict_enrollments_to_section_dates: section.restrict_enrollments_to_section_dates,
    nonxlist_course_id: section.nonxlist_course_id,
    ...sisFields(
      rights,
      {
        sis_section_id: section.sis_id,
        sis_course_id: section.sis_course_id,
        integration_id: section.integration_id,
      },
      section.sis_import_id,
    ),
  };
}

/** The students behind enrollments that follow one another by person, each once. */
function studentsOf(
  enrollments: readonly Enrollment[],
  with_enrollments: boolean,
): readonly SectionStudent[] {
  const students = new Map<number, { readonly user: User; readonly held: Enrollment[] }>();
  for (const enrollment of enrollments) {
    const known = students.get(enrollment.user_id);
    if (known) known.held.push(enrollment);
    else students.set(enrollment.user_id, { user: enrollment.user, held: [enrollment] });
  }
  return [...students.values()].map(({ user, held }) =>
    with_enrollments ? { ...user, enrollments: held } : user,
  );
}

/** Sections of one tenant as the API shows them, with what the request asks to include. */
export async function presentSections(
  call: Pick<Call, 'context' | 'request' | 'parameters' | 'viewer'>,
  root_account_id: number,
  rights: AccountRights,
  rows: readonly SectionRow[],
): Promise<readonly Section[]> {
  const { pool } = call.context.database;
  const includes = new Set(listParameter(call.parameters, 'include'));
  const ids = rows.map(({ id }) => id);
  const counts = includes.has('total_students')
    ? await countSectionStudents(pool, root_account_id, ids)
    : null;
  const shows_students = includes.has('students') && rights.may('read_roster');
  const enrollments = shows_students
    ? await presentEnrollments(
        call,
        root_account_id,
        rights,
        await listStudentEnrollments(pool, root_account_id, ids, MAX_STUDENTS),
      )
    : null;
  return rows.map((row) => {
    const count = counts?.find(({ id }) => id === row.id);
    const own = enrollments?.filter(({ course_section_id }) => course_section_id === row.id);
    return {
      ...presentSection(row, rights),
      ...(counts === null ? {} : { total_students: count?.total_students ?? 0 }),
      ...(own === undefined ? {} : { students: studentsOf(own, includes.has('enrollments')) }),
    };
  });
}
