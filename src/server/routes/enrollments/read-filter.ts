import { enrollmentStates } from '../../../api/index.ts';
import type { EnrollmentFilter } from '../../../db/index.ts';
import { isTrue, listParameter, type ParameterRecord } from '../../parameters.ts';

/** Words of `state[]` that stand for several states. */
const unions: Readonly<Record<string, readonly string[]>> = {
  current_and_invited: ['active', 'invited'],
  current_and_future: ['active', 'invited', 'creation_pending'],
  current_and_concluded: ['active', 'completed'],
};

/** The texts of a list parameter, null when none is sent. */
function wordsOf(parameters: ParameterRecord, name: string): readonly string[] | null {
  const words = listParameter(parameters, name)
    .map((word) => word.trim())
    .filter((word) => word !== '');
  return words.length === 0 ? null : words;
}

function statesOf(parameters: ParameterRecord): readonly string[] {
  const words = wordsOf(parameters, 'state');
  if (words === null) return ['active', 'invited'];
  const states: readonly string[] = words.flatMap((word) => unions[word] ?? [word]);
  return enrollmentStates.filter((state) => states.includes(state));
}

/** Which enrollments a request asks for, apart from the place and the person. Unknown words match nothing. */
export function readEnrollmentFilter(parameters: ParameterRecord): EnrollmentFilter {
  const role_names = wordsOf(parameters, 'role');
  return {
    workflow_states: statesOf(parameters),
    types: role_names === null ? wordsOf(parameters, 'type') : null,
    role_names,
    sis_account_ids: wordsOf(parameters, 'sis_account_id'),
    sis_course_ids: wordsOf(parameters, 'sis_course_id'),
    sis_section_ids: wordsOf(parameters, 'sis_section_id'),
    sis_user_ids: wordsOf(parameters, 'sis_user_id'),
    through_that_login: listParameter(parameters, 'created_for_sis_id').some(isTrue),
  };
}
