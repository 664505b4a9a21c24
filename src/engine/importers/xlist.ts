import type { RosterRecord } from '../../db/index.ts';
import { draftMessage, type RowOf, xlist } from '../../format/index.ts';
import type { Found } from '../found.ts';
import type { Plan, RowResult } from '../plan.ts';
import { isStuck } from '../stickiness.ts';
import { tooLong } from './cells.ts';
import { defineImporter, type Want } from './define-importer.ts';
import { crossListSection, returnSection } from './section-move.ts';

type Row = RowOf<typeof xlist>;
type Section = RosterRecord<'course_sections'>;
type Course = RosterRecord<'courses'>;

/** Cross-listings: sections go into another course with their enrollments, and come home. */
export const xlistImporter = defineImporter<typeof xlist>({
  file_type: xlist,
  plans_ahead: 'always',
  table: 'course_sections',
  keeps: ['courses'],
  creates: { courses: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('course_sections', 'by_sis_id', row.section_id);
        want('courses', 'by_sis_id', row.xlist_course_id);
      }
    },
    wantCourses,
  ],
  planRow(row, plan) {
    const { section_id } = row;
    const section = plan.found.one('course_sections', 'by_sis_id', section_id);
    if (!section) return draftMessage('xlist.section_not_found', { section_id });
    return isDelete(row) ? returnHome(row, section, plan) : crossList(row, section, plan);
  },
});

/** The courses of the sections, and what else is in those that a section may move into. */
function wantCourses(rows: readonly Row[], want: Want, found: Found): void {
  const rowsOf = new Map<string | null, number>();
  for (const { section_id } of rows) rowsOf.set(section_id, (rowsOf.get(section_id) ?? 0) + 1);
  for (const row of rows) {
    const section = found.one('course_sections', 'by_sis_id', row.section_id);
    if (!section) continue;
    const target = found.one('courses', 'by_sis_id', row.xlist_course_id);
    const home_id = section.nonxlist_course_id ?? section.course_id;
    want('courses', 'by_id', section.course_id);
    want('courses', 'by_id', home_id);
    // Where the section goes is plain as long as no row above has moved it.
    const isOpen = (rowsOf.get(row.section_id) ?? 0) > 1;
    const isHere = target?.id === section.course_id;
    const returns = isDelete(row) && section.nonxlist_course_id !== null && (!target || isHere);
    if (isOpen || returns) want('course_sections', 'by_course', home_id);
    if (target && (isOpen || (!isDelete(row) && !isHere))) want('course_sections', 'by_course', target.id);
  }
}

function isDelete(row: Row): boolean {
  return row.status?.toLowerCase() === 'deleted';
}

function crossList(row: Row, section: Section, plan: Plan): RowResult {
  const { found, options } = plan;
  if (tooLong(row.xlist_course_id)) {
    const reason = 'the id of its course is longer than 255 characters';
    return draftMessage('xlist.failed', { section_id: row.section_id, reason });
  }
  const known = found.one('courses', 'by_sis_id', row.xlist_course_id);
  // Canvas: the course is made even when the section is stuck and stays where it is (observed).
  const target = known ?? copyCourse(row, courseOf(section.course_id, plan), plan);
  if (isStuck('course_sections', section, 'course_id', options)) {
    plan.noteStuck('course_sections', section, { course_id: target.id });
    return 'dropped';
  }
  plan.stamp('course_sections', section.id);
  crossListSection(section, target, plan);
  return 'counted';
}

function returnHome(row: Row, section: Section, plan: Plan): RowResult {
  const { found, options } = plan;
  if (isStuck('course_sections', section, 'course_id', options)) {
    plan.noteStuck('course_sections', section, {
      course_id: section.nonxlist_course_id ?? section.course_id,
    });
    return 'dropped';
  }
  plan.stamp('course_sections', section.id);
  const target = found.one('courses', 'by_sis_id', row.xlist_course_id);
  const isElsewhere = target !== undefined && target.id !== section.course_id;
  const home_id = section.nonxlist_course_id;
  if (isElsewhere || home_id === null) return 'counted';
  returnSection(section, courseOf(home_id, plan), plan);
  return 'counted';
}

function courseOf(course_id: number, plan: Plan): Course {
  const course = plan.found.byId('courses', course_id);
  if (!course) throw new Error(`a section sits in unknown course ${course_id}`);
  return course;
}

/** The unknown course of a row, made from the one that the section sits in, which it goes on following. */
function copyCourse(row: Row, template: Course, plan: Plan): Course {
  const { account_id, enrollment_term_id, name, course_code, start_at, conclude_at } = template;
  const made = plan.create('courses', {
    account_id,
    enrollment_term_id,
    abstract_course_id: null,
    template_course_id: template.id,
    blueprint_course_id: null,
    is_blueprint: false,
    name,
    course_code,
    workflow_state: 'claimed',
    start_at,
    conclude_at,
    restrict_enrollments_to_course_dates: template.restrict_enrollments_to_course_dates,
    course_format: null,
    grade_passback_setting: null,
    homeroom_course: false,
    friendly_name: null,
    sis_id: row.xlist_course_id,
    integration_id: null,
    sis_import_id: plan.options.sis_import_id,
    stuck_fields: '',
  });
  plan.found.assumeNone('course_sections', 'by_course', made.id);
  return made;
}
