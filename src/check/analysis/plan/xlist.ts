import { draftMessage, type xlist } from '../../../format/index.ts';
import { tooLong } from '../../cells.ts';
import type { CourseRecord } from '../records.ts';
import { moveCourse } from './course.ts';
import { definePlan, missing } from './define-plan.ts';
import { moveSection } from './section.ts';

/** Cross-listings: sections go into another course, which is made when it is not there, and come home. */
export const xlistPlan = definePlan<typeof xlist>({
  planRow(row, world, say) {
    const { section_id, xlist_course_id } = row;
    const section = world.sections.get(section_id);
    if (!section) {
      return say.refuse(
        draftMessage('xlist.section_not_found', { section_id }),
        missing('section', section_id),
      );
    }
    const target = world.courses.get(xlist_course_id);
    if (row.status?.toLowerCase() === 'deleted') {
      const { home } = section;
      if ((target && target !== section.course) || home === null) return true;
      revive(home);
      moveSection(section, home, null);
      return true;
    }
    if (tooLong(xlist_course_id)) {
      const reason = 'the id of its course is longer than 255 characters';
      return say.refuse(draftMessage('xlist.failed', { section_id, reason }));
    }
    if (!target) say.remark('check.made_by_cross_listing', 'xlist_course_id', { xlist_course_id });
    const course = target ?? world.courses.add(copyOf(section.course, xlist_course_id ?? ''));
    revive(course);
    if (section.course === course) return true;
    const home = section.home ?? section.course;
    moveSection(section, course, home === course ? null : home);
    return true;
  },
});

function copyOf({ account, term, start_at, conclude_at }: CourseRecord, id: string): CourseRecord {
  const copy: CourseRecord = {
    id,
    integration_id: null,
    state: 'deleted',
    account: null,
    term: null,
    start_at,
    conclude_at,
    sections: [],
    set_names: new Map(),
  };
  moveCourse(copy, { account, term, state: 'claimed' });
  return copy;
}

/** A deleted course that is needed comes back unpublished. */
function revive(course: CourseRecord): void {
  const { account, term, state } = course;
  if (state === 'deleted') moveCourse(course, { account, term, state: 'claimed' });
}
