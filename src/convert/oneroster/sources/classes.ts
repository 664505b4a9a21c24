import { course, section } from '../../../format/index.ts';
import {
  type CellSource,
  commonColumns,
  defineSource,
  listOf,
  type Scope,
  type SourceRow,
  statusCell,
} from '../define-source.ts';
import { accountOf, isWanted, termOf } from '../resolve.ts';

/** The code of a class, else that of its course, else its title. */
const shortName: CellSource = ({ values }, { roster }) =>
  values.classCode ?? roster.courses.get(values.courseSourcedId ?? '')?.code ?? values.title ?? null;

/** The day on which the first session of a class begins or the last one ends. */
function dayOf(row: SourceRow, { roster }: Scope, end: 'start' | 'end'): string | null {
  const days = listOf(row.values.termSourcedIds)
    .flatMap((id) => roster.sessions.get(id)?.[end] ?? [])
    .sort();
  return (end === 'start' ? days[0] : days.at(-1)) ?? null;
}

/** Whether the course of a class is there, or has been before; it is noted at the course that it is taught. */
function useCourse(row: SourceRow, scope: Scope): boolean {
  const known = scope.roster.courses.get(row.values.courseSourcedId ?? '');
  if (known) {
    known.used = true;
    if (!known.kept && scope.settings.course_per === 'course')
      scope.lose(row, 'classes of courses that were left out');
    return known.kept;
  }
  if (scope.isWhole('courses')) scope.complain(row, 'courseSourcedId', 'no course has this sourcedId');
  return !scope.isWhole('courses');
}

/** classes.csv: a section each, in a course of its own or in that of the catalogue. */
export const classes = defineSource({
  name: 'classes',
  columns: {
    ...commonColumns,
    title: { required: 'live' },
    grades: { lost: 'A section has no grade levels.' },
    courseSourcedId: { required: 'always' },
    classCode: {},
    classType: { lost: 'A section is of no type.' },
    location: { lost: 'A section has no room.' },
    schoolSourcedId: {},
    termSourcedIds: {},
    subjects: { lost: 'A section has no subjects.' },
    subjectCodes: { lost: 'A section has no subjects.' },
    periods: { lost: 'A section has no timetable.' },
  },
  holds: ({ classes }) => classes,
  take(row, scope) {
    const { sourcedId = null, schoolSourcedId = null } = row.values;
    if (sourcedId === null) return false;
    const wanted = isWanted(schoolSourcedId === null ? [] : [schoolSourcedId], scope);
    if (!wanted) scope.lose(row, 'classes of schools that the setting "orgs" leaves out');
    const has_course = useCourse(row, scope);
    const kept = wanted && (has_course || scope.settings.course_per === 'class');
    const state = kept ? 'kept' : 'left_out';
    scope.roster.classes.set(sourcedId, kept && row.deleted ? 'deleted' : state);
    return kept;
  },
  end({ roster, report, settings }) {
    if (settings.course_per === 'course') return;
    const unused = [...roster.courses.values()].filter(({ used }) => !used).length;
    const reason = 'courses that no class here teaches';
    report.lose('rows', { file: 'courses.csv', column: null, reason, first_row: null }, unused);
  },
  targets: [
    {
      to: course,
      when: ({ course_per }) => course_per === 'class',
      cells: ({ course_status }) => ({
        course_id: 'sourcedId',
        short_name: shortName,
        long_name: 'title',
        account_id: (row, scope) => accountOf(row, 'schoolSourcedId', scope),
        term_id: (row, scope) => termOf(row, 'termSourcedIds', scope),
        status: statusCell(course_status),
      }),
    },
    {
      to: section,
      cells: ({ course_per, section_name }) => ({
        section_id: 'sourcedId',
        course_id: course_per === 'class' ? 'sourcedId' : 'courseSourcedId',
        name: ({ values }) => values[section_name] ?? values.title ?? null,
        status: statusCell('active'),
        // A course of its own has the term of the class; in a shared one the section has its own days.
        ...(course_per === 'class'
          ? {}
          : {
              start_date: (row: SourceRow, scope: Scope) => dayOf(row, scope, 'start'),
              end_date: (row: SourceRow, scope: Scope) => dayOf(row, scope, 'end'),
            }),
      }),
    },
  ],
});
