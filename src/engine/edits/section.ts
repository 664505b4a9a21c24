import type { RosterRecord } from '../../db/index.ts';
import type { RosterEdit } from '../edit-roster.ts';
import { endsBeforeStart } from '../importers/cells.ts';
import { crossListSection, returnSection } from '../importers/section-move.ts';
import { isStuck } from '../stickiness.ts';
import { findLiving } from './find-record.ts';

type Section = RosterRecord<'course_sections'>;
type Course = RosterRecord<'courses'>;

/** What a person may say of a section; what is left out stays as it is. */
export type SectionFields = Partial<
  Pick<
    Section,
    'name' | 'start_at' | 'end_at' | 'restrict_enrollments_to_section_dates' | 'sis_id' | 'integration_id'
  >
>;

/** Why a section is not made, changed or moved as a person wants it. */
export type SectionFault =
  | 'gone'
  | 'course_gone'
  | 'sis_id_taken'
  | 'integration_id_taken'
  | 'ends_before_start'
  | 'has_people'
  | 'not_cross_listed';

/** A course with the sections that sit in it, deleted ones included. */
async function findCourse(roster: RosterEdit, id: number): Promise<Course | undefined> {
  await roster.lookUp((want) => {
    want('courses', 'by_id', id);
    want('course_sections', 'by_course', id);
  });
  return roster.found.byId('courses', id);
}

/** What is in the way of the values, null when nothing is. `section` is undefined for a new one. */
async function faultOf(
  roster: RosterEdit,
  fields: SectionFields,
  section: Section | undefined,
): Promise<SectionFault | null> {
  const { found, plan } = roster;
  const { sis_id = null, integration_id = null } = fields;
  await roster.lookUp((want) => {
    want('course_sections', 'by_sis_id', sis_id);
    want('course_sections', 'by_integration_id', integration_id);
  });
  const isOthers = (holder: Section | undefined) => holder !== undefined && holder.id !== section?.id;
  if (isOthers(found.one('course_sections', 'by_sis_id', sis_id))) return 'sis_id_taken';
  if (isOthers(found.one('course_sections', 'by_integration_id', integration_id))) {
    return 'integration_id_taken';
  }
  const start = fields.start_at === undefined ? (section?.start_at ?? null) : fields.start_at;
  const end = fields.end_at === undefined ? (section?.end_at ?? null) : fields.end_at;
  // Stuck dates are not written, so those that were sent need no look.
  const keepsDates = section !== undefined && isStuck('course_sections', section, 'start_at', plan.options);
  return !keepsDates && endsBeforeStart(start, end) ? 'ends_before_start' : null;
}

/** Plans a section and hands out its id; with `reactivate` a deleted one of the course that holds the SIS ID. */
export async function planSection(
  roster: RosterEdit,
  course_id: number,
  fields: SectionFields,
  { reactivate }: { readonly reactivate: boolean },
): Promise<{ readonly id: number } | { readonly fault: SectionFault }> {
  const course = await findCourse(roster, course_id);
  if (course === undefined || course.workflow_state === 'deleted') return { fault: 'course_gone' };
  const gone = roster.found
    .all('course_sections', 'by_course', course_id)
    .find(({ workflow_state, sis_id }) => workflow_state === 'deleted' && sis_id === fields.sis_id);
  const revived = reactivate && fields.sis_id !== null ? gone : undefined;
  const fault = await faultOf(roster, fields, revived);
  if (fault !== null) return { fault };
  if (revived !== undefined) {
    roster.plan.update('course_sections', revived, { ...fields, workflow_state: 'active' });
    return { id: revived.id };
  }
  await roster.reserve({ course_sections: 1 });
  const { id } = roster.plan.create('course_sections', {
    course_id,
    nonxlist_course_id: null,
    name: course.name ?? course.course_code ?? '',
    workflow_state: 'active',
    default_section: false,
    start_at: null,
    end_at: null,
    restrict_enrollments_to_section_dates: false,
    sis_id: null,
    integration_id: null,
    ...fields,
    sis_import_id: null,
    stuck_fields: '',
  });
  return { id };
}

/** Plans new values of a section; hands out what is in the way, null when nothing is. */
export async function planSectionChange(
  roster: RosterEdit,
  id: number,
  fields: SectionFields,
): Promise<SectionFault | null> {
  const section = await findLiving(roster, 'course_sections', id);
  if (section === null) return 'gone';
  const fault = await faultOf(roster, fields, section);
  if (fault === null) roster.plan.update('course_sections', section, fields);
  return fault;
}

/** Plans the end of a section; hands out what is in the way, null when nothing is. */
export async function planSectionDeletion(roster: RosterEdit, id: number): Promise<SectionFault | null> {
  const section = await findLiving(roster, 'course_sections', id);
  if (section === null) return 'gone';
  await roster.lookUp((want) => want.fact('section_has_people', id));
  if (roster.found.fact('section_has_people', id)) return 'has_people';
  roster.plan.update('course_sections', section, { workflow_state: 'deleted' });
  roster.plan.also('delete_section_enrollments', id);
  return null;
}

/** Plans a section's way into another course; one that somebody has moved by hand stays unless that is overridden. */
export async function planCrossListing(
  roster: RosterEdit,
  id: number,
  course_id: number,
): Promise<SectionFault | null> {
  const { plan } = roster;
  const section = await findLiving(roster, 'course_sections', id);
  if (section === null) return 'gone';
  const target = await findCourse(roster, course_id);
  if (target === undefined || target.workflow_state === 'deleted') return 'course_gone';
  if (!isStuck('course_sections', section, 'course_id', plan.options))
    crossListSection(section, target, plan);
  return null;
}

/** Plans a cross-listed section's way home; one that somebody has moved by hand stays unless that is overridden. */
export async function planHomecoming(roster: RosterEdit, id: number): Promise<SectionFault | null> {
  const { plan } = roster;
  const section = await findLiving(roster, 'course_sections', id);
  if (section === null) return 'gone';
  if (section.nonxlist_course_id === null) return 'not_cross_listed';
  const home = await findCourse(roster, section.nonxlist_course_id);
  if (home === undefined) throw new Error(`section ${id} comes from an unknown course`);
  if (!isStuck('course_sections', section, 'course_id', plan.options)) returnSection(section, home, plan);
  return null;
}
