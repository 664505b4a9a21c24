import type { abstractCourse } from '../../../format/index.ts';
import { definePlan } from './define-plan.ts';

/** Abstract courses: unknown accounts and terms are passed over. */
export const abstractCoursePlan = definePlan<typeof abstractCourse>({
  planRow(row, world) {
    if (row.abstract_course_id === null) return false;
    const existing = world.abstract_courses.get(row.abstract_course_id);
    const given = [row.account_id, row.fallback_account_id].map((id) => world.accounts.get(id));
    const account = given.find((entry) => entry?.state === 'active') ?? existing?.account ?? null;
    const named = world.terms.get(row.term_id);
    const term = named?.state === 'active' ? named : null;
    if (existing) Object.assign(existing, { account, term });
    else world.abstract_courses.add({ id: row.abstract_course_id, integration_id: null, account, term });
    return true;
  },
});
