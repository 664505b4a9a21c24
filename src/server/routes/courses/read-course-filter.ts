import { endpoints } from '../../../api/index.ts';
import type { AccountRow, CourseFilter } from '../../../db/index.ts';
import type { AccountRights } from '../../auth/open-account.ts';
import { findObject, readIds } from '../../auth/open-object.ts';
import { baseTypeOf } from '../../base-types.ts';
import type { Call } from '../../define-route.ts';
import { isTrue, textParameter, timeParameter } from '../../parameters.ts';
import { seesSisIds } from '../../presenters/sis-fields.ts';
import { idOfTerm, readSearchTerm } from '../../search-term.ts';
import { wordParameter, wordsParameter } from '../../words.ts';

const declared = endpoints.listAccountCourses.parameters;

/** Every stored state but the one of deleted courses. */
const LIVE_STATES = ['created', 'claimed', 'available', 'completed'] as const;

function statesOf(call: Call): readonly string[] {
  const asked = wordsParameter(call.parameters, 'state', declared.state.values);
  if (asked.length === 0) return LIVE_STATES;
  return asked.includes('all') ? [...LIVE_STATES, 'deleted'] : asked;
}

/** Null when the parameter is not sent or blank, so that either will do. */
function wishOf(call: Call, name: string): boolean | null {
  return textParameter(call.parameters, name) === null ? null : isTrue(call.parameters[name]);
}

async function termOf(call: Call, account: AccountRow): Promise<number | null> {
  const text = textParameter(call.parameters, 'enrollment_term_id');
  if (text === null) return null;
  const term = await findObject(call, 'term', text);
  // A term of somebody else's holds none of these courses.
  return term.root_account_id === account.root_account_id ? term.id : 0;
}

/** Reads which courses of an account a request lists, and how. */
export async function readCourseFilter(
  call: Call,
  account: AccountRow,
  rights: AccountRights,
): Promise<CourseFilter> {
  const { parameters } = call;
  const types = wordsParameter(parameters, 'enrollment_type', declared.enrollment_type.values);
  const term = readSearchTerm(parameters);
  return {
    states: statesOf(call),
    enrollment_term_id: await termOf(call, account),
    search_term: term,
    search_id: idOfTerm(term),
    search_sis_ids: seesSisIds(rights),
    search_teachers: wordParameter(parameters, 'search_by', declared.search_by.values) === 'teacher',
    published: wishOf(call, 'published'),
    completed: wishOf(call, 'completed'),
    blueprint: wishOf(call, 'blueprint'),
    with_enrollments: wishOf(call, 'with_enrollments'),
    enrollment_types: types.length === 0 ? null : types.map(baseTypeOf),
    subaccount_ids: await readIds(call, 'by_subaccounts', 'account'),
    teacher_ids: await readIds(call, 'by_teachers', 'user'),
    starts_before: timeParameter(parameters, 'starts_before'),
    ends_after: timeParameter(parameters, 'ends_after'),
    sort: wordParameter(parameters, 'sort', declared.sort.values),
    descending: wordParameter(parameters, 'order', declared.order.values) === 'desc',
  };
}
