import { endpoints, joinLevels, MAX_MEMBERS_AT_ONCE } from '../../../api/index.ts';
import type { GroupExtras } from '../../../db/index.ts';
import type { GroupFault, GroupFields } from '../../../engine/index.ts';
import { findAllOwn, idTexts, type OpenedObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import { booleanField, filledText, sentFields, textField } from '../../fields.ts';
import { sisIdField } from '../../sis-id-field.ts';
import { wordParameter } from '../../words.ts';

const { parameters } = endpoints.updateGroup;

/** The people of the tenant that `members[]` names; undefined when it is not sent. */
async function readMembers(call: Call, root_account_id: number): Promise<readonly number[] | undefined> {
  if (call.parameters.members === undefined) return undefined;
  const texts = idTexts(call, 'members');
  if (texts.length > MAX_MEMBERS_AT_ONCE) {
    const params = { parameter: 'members[]', max_values: MAX_MEMBERS_AT_ONCE };
    throw new ApiError('too_many_values', { params });
  }
  return findAllOwn(call, 'user', texts, root_account_id);
}

/** What a request says of a group that is kept for imports, too. `sis_id` is the one that the group has. */
export async function readGroupFields(
  call: Call,
  { root_account_id, rights }: Pick<OpenedObject, 'root_account_id' | 'rights'>,
  sis_id: string | null,
): Promise<GroupFields> {
  return sentFields({
    name: filledText(call.parameters, 'name', parameters.name.max_length),
    sis_id: sisIdField(call.parameters, 'sis_group_id', sis_id, rights),
    member_ids: await readMembers(call, root_account_id),
  });
}

/** What a request says of a group that only the API keeps. */
export function readGroupExtras(call: Call): GroupExtras {
  return sentFields({
    description: textField(call.parameters, 'description', parameters.description.max_length),
    join_level: wordParameter(call.parameters, 'join_level', joinLevels) ?? undefined,
    is_public: booleanField(call.parameters, 'is_public'),
  });
}

/** What the answer is to a group that cannot be as it was asked for. */
export function refusalOf(fault: GroupFault): ApiError {
  switch (fault) {
    case 'gone':
      return unknownRecord('group');
    case 'category_gone':
      return unknownRecord('group category');
    case 'sis_id_taken':
      return new ApiError('taken_field', { field: 'sis_group_id' });
    case 'not_in_course':
      return new ApiError('not_in_course_field', { field: 'members' });
    case 'full':
      return new ApiError('full_field', { field: 'members' });
  }
}
