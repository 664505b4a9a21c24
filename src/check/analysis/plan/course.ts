import { type course, draftMessage, type RowOf } from '../../../format/index.ts';
import { courseState, endsBeforeStart, tooLong } from '../../cells.ts';
import type { AccountRecord, CourseRecord, TermRecord } from '../records.ts';
import type { World } from '../world.ts';
import { definePlan, missing } from './define-plan.ts';

type Row = RowOf<typeof course>;

/** Courses. An unknown term is passed over, an unknown account refuses the row. */
export const coursePlan = definePlan<typeof course>({
  planRow(row, world, say, file) {
    const { course_id, account_id, integration_id } = row;
    if (course_id === null) return false;
    const existing = world.courses.get(course_id);
    const given = world.accounts.get(account_id) ?? world.accounts.get(row.fallback_account_id);
    if (account_id !== null && !given) {
      return say.refuse(
        draftMessage('course.account_not_found', { account_id, course_id }),
        missing('account', account_id),
      );
    }
    const account = accountOf(row, existing, given, world);
    if (account?.state === 'deleted')
      return say.refuse(draftMessage('course.account_deleted', { course_id, account_id: account.id }));
    const dates = {
      start_at: dateOf(row.start_date, existing?.start_at),
      conclude_at: dateOf(row.end_date, existing?.conclude_at),
    };
    const reason = faultOf(row, existing, dates, world);
    if (reason !== null)
      return say.refuse(draftMessage('course.invalid', { course_id, short_name: row.short_name, reason }));
    const { abstract_course_id } = row;
    const abstract = world.abstract_courses.get(abstract_course_id);
    if (abstract_course_id !== null && !abstract) {
      say.warn(
        draftMessage('course.abstract_unknown', { abstract_course_id, course_id }),
        missing('abstract_course', abstract_course_id),
      );
    }
    const named = world.terms.get(row.term_id);
    if (row.term_id !== null && named?.state !== 'active')
      say.remark('check.unknown_term', 'term_id', { course_id, term_id: row.term_id });
    const inherited = row.term_id === null && abstract ? abstract.term : (existing?.term ?? null);
    const record =
      existing ??
      world.courses.add({
        id: course_id,
        integration_id,
        state: 'deleted',
        account: null,
        term: null,
        start_at: null,
        conclude_at: null,
        sections: [],
        set_names: new Map(),
      });
    Object.assign(record, dates);
    moveCourse(record, {
      account,
      term: named?.state === 'active' ? named : inherited,
      state: courseState(row.status, existing?.state ?? null),
    });
    world.courses.setIntegrationId(record, integration_id);
    if (row.blueprint_course_id !== null)
      file.last.set(course_id, { row: row.row, wanted: row.blueprint_course_id });
    return true;
  },
  // Nothing in a file makes a course a blueprint, so that no tie comes about.
  finish(world, file, sayAt) {
    for (const [course_id, { row, wanted }] of file.last) {
      if (wanted === 'dissociate' || world.courses.get(course_id)?.state === 'deleted') continue;
      const blueprint = world.courses.get(wanted);
      const isThere = blueprint !== undefined && blueprint.state !== 'deleted';
      const reason = isThere ? 'it is not a blueprint course' : 'there is no such course';
      const problem = { blueprint_course_id: wanted, course_id, reason };
      sayAt(row).warn(
        draftMessage('course.blueprint_problem', problem),
        blueprint ? undefined : missing('course', wanted),
      );
    }
  },
});

function accountOf(
  row: Row,
  existing: CourseRecord | undefined,
  given: AccountRecord | undefined,
  world: World,
): AccountRecord | null {
  if (given?.state === 'active') return given;
  if (row.account_id === null) {
    const inherited = world.abstract_courses.get(row.abstract_course_id)?.account;
    if (inherited?.state === 'active') return inherited;
  }
  return existing?.account ?? null;
}

function dateOf(cell: string | null, stored: string | null | undefined): string | null {
  if (cell === null) return stored ?? null;
  return cell === '<delete>' ? null : cell;
}

function faultOf(
  row: Row,
  existing: CourseRecord | undefined,
  dates: { readonly start_at: string | null; readonly conclude_at: string | null },
  world: World,
): string | null {
  if (endsBeforeStart(dates.start_at, dates.conclude_at)) return 'it ends before it starts';
  if (tooLong(row.long_name, row.short_name, row.course_id, row.integration_id, row.friendly_name))
    return 'a value is longer than 255 characters';
  return world.courses.otherHolder(row.integration_id, existing)
    ? `integration id ${row.integration_id} is in use`
    : null;
}

/** Gives a course its account, term and state, and keeps count of what lives in each. */
export function moveCourse(
  course: CourseRecord,
  to: { account: AccountRecord | null; term: TermRecord | null; state: CourseRecord['state'] },
): void {
  const count = (by: number) => {
    if (course.state === 'deleted') return;
    if (course.account) course.account.live_courses += by;
    if (course.term) course.term.live_courses += by;
  };
  count(-1);
  Object.assign(course, to);
  count(1);
}
