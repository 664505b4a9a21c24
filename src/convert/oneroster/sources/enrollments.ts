import { enrollment } from '../../../format/index.ts';
import {
  type CellSource,
  commonColumns,
  defineSource,
  type Scope,
  type SourceRow,
  statusCell,
} from '../define-source.ts';
import { endDay, isWanted, userOf } from '../resolve.ts';
import { enrollmentRoles } from '../settings.ts';

/** The Canvas role of an enrollment; null for none. */
function roleOf({ values }: SourceRow, { settings }: Scope): string | null {
  if (values.role === 'teacher' && values.primary?.toLowerCase() === 'false' && settings.co_teacher !== null)
    return settings.co_teacher;
  return settings.roles[values.role ?? ''] ?? null;
}

/** Whether an enrollment is in a class that is there and wanted. */
function isInClass(row: SourceRow, scope: Scope): boolean {
  const { classSourcedId, schoolSourcedId } = row.values;
  const known = scope.roster.classes.get(classSourcedId ?? '');
  if (known === undefined && scope.isWhole('classes')) {
    scope.complain(row, 'classSourcedId', 'no class has this sourcedId');
    return false;
  }
  const is_in =
    known === 'kept' || (known === undefined && isWanted(schoolSourcedId ? [schoolSourcedId] : [], scope));
  if (!is_in) scope.lose(row, 'enrollments in classes that were left out');
  return is_in;
}

/** Whether an enrollment goes along with its class or its person, who are deleted by the same files. */
function goesAlong(row: SourceRow, { roster, complain }: Scope): boolean {
  const { classSourcedId, userSourcedId } = row.values;
  const has_class = roster.classes.get(classSourcedId ?? '') !== 'deleted';
  const has_person = !roster.people.get(userSourcedId ?? '')?.deleted;
  if (!row.deleted && !has_class)
    complain(row, 'classSourcedId', 'the class is to be deleted, the enrollment is not');
  else if (!row.deleted && !has_person)
    complain(row, 'userSourcedId', 'the user is to be deleted, the enrollment is not');
  return !has_class || !has_person;
}

const both =
  (cell: (row: SourceRow, scope: Scope) => string | null): CellSource =>
  (row, scope) =>
    row.values.beginDate && row.values.endDate ? cell(row, scope) : null;

/** enrollments.csv. */
export const enrollments = defineSource({
  name: 'enrollments',
  columns: {
    ...commonColumns,
    classSourcedId: { required: 'always' },
    schoolSourcedId: {},
    userSourcedId: { required: 'always' },
    role: { required: 'always', values: enrollmentRoles },
    primary: {
      values: ['true', 'false'],
      lost: ({ co_teacher }) => (co_teacher ? null : 'Canvas has no first among the teachers of a section.'),
    },
    beginDate: { kind: 'date' },
    endDate: { kind: 'date' },
  },
  take(row, scope) {
    if (goesAlong(row, scope) || !isInClass(row, scope)) return false;
    if (roleOf(row, scope) === null) {
      scope.lose(row, `enrollments with the role ${row.values.role}`);
      return false;
    }
    const { beginDate, endDate } = row.values;
    if (Boolean(beginDate) !== Boolean(endDate))
      scope.lose(row, 'a first or a last day alone: the days of an enrollment count only together');
    return userOf(row, 'userSourcedId', scope) !== null;
  },
  targets: [
    {
      to: enrollment,
      cells: () => ({
        section_id: 'classSourcedId',
        user_id: (row, scope) => userOf(row, 'userSourcedId', scope),
        role: roleOf,
        status: statusCell('active'),
        start_date: both((row) => row.values.beginDate ?? null),
        end_date: both((row, scope) => endDay(row.values.endDate ?? null, scope)),
      }),
    },
  ],
});
