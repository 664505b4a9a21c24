import { term } from '../../../format/index.ts';
import { commonColumns, defineSource, statusCell } from '../define-source.ts';
import { endDay } from '../resolve.ts';
import { sessionTypes } from '../settings.ts';

/** academicSessions.csv: years, semesters and terms are terms; Canvas makes its grading periods elsewhere. */
export const academicSessions = defineSource({
  name: 'academicSessions',
  columns: {
    ...commonColumns,
    title: { required: 'live' },
    type: { required: 'always', values: sessionTypes },
    startDate: { kind: 'date' },
    endDate: { kind: 'date' },
    // Terms have none above them; it serves to find the term of a session that is none.
    parentSourcedId: {},
    schoolYear: { lost: 'A term belongs to no school year.' },
  },
  holds: ({ sessions }) => sessions,
  take(row, scope) {
    const { sourcedId = null, type, parentSourcedId = null, startDate = null, endDate = null } = row.values;
    if (sourcedId === null) return false;
    const is_term = scope.settings.terms.includes(type ?? '');
    const days = { start: startDate, end: endDay(endDate, scope) };
    scope.roster.sessions.set(sourcedId, { parent: parentSourcedId, is_term, ...days });
    if (!is_term) scope.lose(row, `sessions of the type ${type}: they become no terms`);
    return is_term;
  },
  targets: [
    {
      to: term,
      cells: () => ({
        term_id: 'sourcedId',
        name: 'title',
        status: statusCell('active'),
        start_date: 'startDate',
        end_date: (row, scope) => endDay(row.values.endDate ?? null, scope),
      }),
    },
  ],
});
