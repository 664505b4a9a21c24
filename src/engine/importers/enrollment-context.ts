import type { RosterRecord } from '../../db/index.ts';
import { draftMessage, type enrollment, type MessageDraft, type RowOf } from '../../format/index.ts';
import type { Found } from '../found.ts';
import type { Plan } from '../plan.ts';

type Row = RowOf<typeof enrollment>;
type Section = RosterRecord<'course_sections'>;
type Course = RosterRecord<'courses'>;
type Login = RosterRecord<'pseudonyms'>;

/** Where an enrollment row leads. `section` is null when the course still lacks a default section. */
export interface EnrollmentContext {
  readonly course: Course;
  readonly section: Section | null;
}

/** A row on its way through look-ups and planning; it keeps whom and what it names once that is found. */
export class EnrollmentRow {
  readonly row: Row;
  #login: Login | null | undefined;
  #context: EnrollmentContext | undefined;

  constructor(row: Row) {
    this.row = row;
  }

  /** The login that the row names, deleted ones included, once looked up. */
  login(found: Found): Login | null {
    this.#login ??= loginOfRow(this.row, found) ?? null;
    return this.#login;
  }

  /** Where the row leads, or the reason why it leads nowhere. */
  context(found: Found): EnrollmentContext | MessageDraft {
    if (this.#context !== undefined) return this.#context;
    const context = resolveContext(this.row, found);
    // Where a row of a course alone leads may change with each row: one makes the default section for the next.
    if (this.row.section_id !== null && isContext(context)) this.#context = context;
    return context;
  }
}

/** An integration id decides where there is one. */
function loginOfRow(row: Row, found: Found): Login | undefined {
  return row.user_integration_id === null
    ? found.one('pseudonyms', 'by_sis_id', row.user_id)
    : found.one('pseudonyms', 'by_integration_id', row.user_integration_id);
}

/** What messages call the person of a row. */
export function personOfRow(row: Row): string | null {
  return row.user_integration_id ?? row.user_id;
}

/** The column by which a row names its person. */
export function columnOfPerson(row: Row): 'user_id' | 'user_integration_id' {
  return row.user_integration_id === null ? 'user_id' : 'user_integration_id';
}

function resolveContext(row: Row, found: Found): EnrollmentContext | MessageDraft {
  const { course_id, section_id } = row;
  const user_id = personOfRow(row);
  const course = found.one('courses', 'by_sis_id', course_id);
  const section = found.one('course_sections', 'by_sis_id', section_id);
  if (!course && !section) {
    const column = course_id === null ? 'section_id' : 'course_id';
    return draftMessage('enrollment.context_unknown', { course_id, section_id, user_id }, { column });
  }
  if (section_id !== null && !section)
    return draftMessage('enrollment.section_unknown', { section_id, user_id });
  if (course_id !== null && !course) return draftMessage('enrollment.course_unknown', { course_id, user_id });
  if (section) {
    if (course && section.course_id !== course.id && section.nonxlist_course_id !== course.id) {
      return draftMessage('enrollment.unrelated', { section_id, course_id, user_id });
    }
    const present = found.byId('courses', section.course_id);
    if (!present) throw new Error(`section ${section.id} sits in unknown course ${section.course_id}`);
    return { course: present, section };
  }
  return contextOfCourse(course as Course, found);
}

/** Without a section people go to the default one, else to where an active section was cross-listed away. */
export function contextOfCourse(course: Course, found: Found): EnrollmentContext {
  const own = lowest(
    found.all('course_sections', 'by_course', course.id),
    (section) => section.default_section,
  );
  if (own) return { course, section: own };
  const away = lowest(found.all('course_sections', 'by_home_course', course.id), () => true);
  const present = found.byId('courses', away?.course_id ?? null);
  return away && present ? { course: present, section: away } : { course, section: null };
}

function lowest(sections: readonly Section[], fits: (section: Section) => boolean): Section | null {
  let best: Section | null = null;
  for (const section of sections) {
    if (section.workflow_state !== 'active' || !fits(section)) continue;
    if (best === null || section.id < best.id) best = section;
  }
  return best;
}

export function isContext(context: EnrollmentContext | MessageDraft): context is EnrollmentContext {
  return 'course' in context;
}

/** The section that a row of a course alone needs where the course has none to take. */
export function makeDefaultSection({ course }: EnrollmentContext, plan: Plan): Section {
  const made = plan.create('course_sections', {
    course_id: course.id,
    nonxlist_course_id: null,
    name: course.name ?? course.course_code ?? course.sis_id ?? '',
    workflow_state: 'active',
    default_section: true,
    start_at: null,
    end_at: null,
    restrict_enrollments_to_section_dates: false,
    sis_id: null,
    integration_id: null,
    sis_import_id: null,
    stuck_fields: '',
  });
  plan.found.learnFact('section_is_empty', [made.id], new Set([made.id]));
  return made;
}

/**
 * Brings together what rows of this chunk have made for a person in a section where there was nothing before: the
 * section is new, or was free when enrollments were looked up.
 */
export function knowPlanned(section_id: number, user_id: number, plan: Plan): void {
  const { found } = plan;
  if (!found.isMissing('enrollments', 'by_section_and_user', [section_id, user_id])) return;
  found.assumeNone('enrollments', 'by_section_and_user', [section_id, user_id]);
  for (const { table, id } of plan.changes) {
    const made = table === 'enrollments' ? found.byId('enrollments', id) : undefined;
    if (made?.course_section_id === section_id && made.user_id === user_id) found.put('enrollments', made);
  }
}
