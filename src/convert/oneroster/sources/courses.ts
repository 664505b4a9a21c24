import { course } from '../../../format/index.ts';
import { commonColumns, defineSource, statusCell } from '../define-source.ts';
import { accountOf, isRoot, isWanted, termOf } from '../resolve.ts';

/** courses.csv, the catalogue: a Canvas course each, or only the codes of what classes teach. */
export const courses = defineSource({
  name: 'courses',
  columns: {
    ...commonColumns,
    schoolYearSourcedId: {
      lost: ({ course_per }) =>
        course_per === 'course' ? null : 'The class has the sessions of the course.',
    },
    title: {
      required: 'live',
      lost: ({ course_per }) => (course_per === 'course' ? null : 'The title of the class is the name.'),
    },
    courseCode: {},
    grades: { lost: 'A course has no grade levels.' },
    orgSourcedId: {
      lost: ({ course_per }) => (course_per === 'course' ? null : 'The account is the school of the class.'),
    },
    subjects: { lost: 'A course has no subjects.' },
    subjectCodes: { lost: 'A course has no subjects.' },
  },
  holds: ({ courses }) => courses,
  take(row, scope) {
    const { sourcedId = null, courseCode = null, orgSourcedId = null } = row.values;
    if (sourcedId === null) return false;
    // The catalogue is often that of the district, whichever of its schools are converted.
    const wanted = orgSourcedId === null || isRoot(orgSourcedId, scope) || isWanted([orgSourcedId], scope);
    scope.roster.courses.set(sourcedId, { code: courseCode, kept: wanted, used: false });
    if (scope.settings.course_per === 'class') return false;
    if (!wanted) scope.lose(row, 'courses of orgs that the setting "orgs" leaves out');
    return wanted;
  },
  targets: [
    {
      to: course,
      cells: ({ course_status }) => ({
        course_id: 'sourcedId',
        short_name: ({ values }) => values.courseCode ?? values.title ?? null,
        long_name: 'title',
        account_id: (row, scope) => accountOf(row, 'orgSourcedId', scope),
        term_id: (row, scope) => termOf(row, 'schoolYearSourcedId', scope),
        status: statusCell(course_status),
      }),
    },
  ],
});
