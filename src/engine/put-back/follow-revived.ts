import type { RevivedEnrollment } from '../../db/index.ts';
import type { RosterEdit } from '../edit-roster.ts';
import { countObservers, followStudent, observerNeeds } from '../importers/enrollment-observers.ts';

/** Plans that the observers of students whose enrollments live again are back beside them. */
export async function followRevived(
  roster: RosterEdit,
  revived: readonly RevivedEnrollment[],
): Promise<void> {
  const { plan, found } = roster;
  await roster.lookUp((want) => {
    for (const { id } of revived) want('enrollments', 'by_id', id);
  });
  const students = revived.flatMap(({ id, before }) => {
    const after = found.byId('enrollments', id);
    return after ? [{ before: { ...after, workflow_state: before }, after }] : [];
  });
  const places = students.map(({ after }) => ({
    student_id: after.user_id,
    section_id: after.course_section_id,
  }));
  for (const need of observerNeeds<null>(() => places)) {
    await roster.lookUp((want) => need([null], want, found, plan.options));
  }
  const made = places.reduce((sum, { student_id }) => sum + countObservers(student_id, found), 0);
  await roster.reserve({ enrollments: made });
  for (const { before, after } of students) followStudent(before, after, plan);
}
