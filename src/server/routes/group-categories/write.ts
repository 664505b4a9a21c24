import { autoLeaders, endpoints, type GroupCategory, selfSignups } from '../../../api/index.ts';
import { findGroupCategories, updateGroupCategoryExtras } from '../../../db/index.ts';
import {
  editRoster,
  type GroupCategoryFault,
  type GroupCategoryFields,
  planGroupCategory,
  planGroupCategoryChange,
  planGroupCategoryDeletion,
} from '../../../engine/index.ts';
import { type AccountRights, openAccount } from '../../auth/open-account.ts';
import { type OpenedObject, openObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import { filledText, integerField, requiredText, sentFields } from '../../fields.ts';
import { sisIdField } from '../../sis-id-field.ts';
import { wordParameter } from '../../words.ts';
import { answerGroupCategory } from './read.ts';

const { parameters } = endpoints.updateGroupCategory;

/** One of certain words; undefined when it is not sent, null for a blank. */
function wordField<W extends string>(call: Call, name: string, words: readonly W[]): W | null | undefined {
  return call.parameters[name] === undefined ? undefined : wordParameter(call.parameters, name, words);
}

function readFields(call: Call, rights: AccountRights, sis_id: string | null): GroupCategoryFields {
  return sentFields({
    name: filledText(call.parameters, 'name', parameters.name.max_length),
    sis_id: sisIdField(call.parameters, 'sis_group_category_id', sis_id, rights),
    auto_leader: wordField(call, 'auto_leader', autoLeaders),
    group_limit: integerField(call.parameters, 'group_limit', 1),
  });
}

function readExtras(call: Call): { readonly self_signup?: string | null } {
  return sentFields({ self_signup: wordField(call, 'self_signup', selfSignups) });
}

/** What the answer is to a group category that cannot be as it was asked for. */
function refusalOf(fault: GroupCategoryFault): ApiError {
  switch (fault) {
    case 'gone':
      return unknownRecord('group category');
    case 'place_gone':
      return unknownRecord('course or account');
    case 'built_in':
      return new ApiError('unauthorized');
    case 'sis_id_taken':
      return new ApiError('taken_field', { field: 'sis_group_category_id' });
    case 'taken_name':
      return new ApiError('taken_field', { field: 'name' });
    case 'reserved_name':
      return new ApiError('reserved_field', { field: 'name' });
    case 'too_long':
      return new ApiError('too_long_field', { field: 'name', params: { max_length: 255 } });
  }
}

async function create(
  call: Call,
  place: Pick<OpenedObject, 'root_account_id' | 'rights'>,
  within: Parameters<typeof planGroupCategory>[1],
): Promise<GroupCategory> {
  const { root_account_id, rights } = place;
  const name = requiredText(call.parameters, 'name', parameters.name.max_length);
  const fields = { ...readFields(call, rights, null), name };
  const extras = readExtras(call);
  const id = await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const made = await planGroupCategory(roster, within, fields);
    if ('fault' in made) throw refusalOf(made.fault);
    roster.afterwards((client) => updateGroupCategoryExtras(client, root_account_id, made.id, extras));
    return made.id;
  });
  return answerGroupCategory(call, place, id);
}

/** Makes a group category in an account. */
export async function createAccountGroupCategory(call: Call): Promise<GroupCategory> {
  const { account, rights } = await openAccount(call);
  const { root_account_id, id } = account;
  return create(call, { root_account_id, rights }, { account_id: id, course_id: null });
}

/** Makes a group category in a course. */
export async function createCourseGroupCategory(call: Call): Promise<GroupCategory> {
  const course = await openObject(call, 'course');
  return create(call, course, { account_id: null, course_id: course.id });
}

/** Changes a group category. */
export async function updateGroupCategory(call: Call): Promise<GroupCategory> {
  const category = await openObject(call, 'group_category', 'id');
  const { root_account_id, id, rights } = category;
  const { pool } = call.context.database;
  const [row] = await findGroupCategories(pool, root_account_id, call.viewer.user_id, [id]);
  const fields = readFields(call, rights, row?.sis_id ?? null);
  const extras = readExtras(call);
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const fault = await planGroupCategoryChange(roster, id, fields);
    if (fault !== null) throw refusalOf(fault);
    await roster.writeRows('group_categories', [id], (client) =>
      updateGroupCategoryExtras(client, root_account_id, id, extras),
    );
  });
  return answerGroupCategory(call, category, id);
}

/** Deletes a group category with its groups. */
export async function deleteGroupCategory(call: Call): Promise<GroupCategory> {
  const category = await openObject(call, 'group_category', 'id');
  const { root_account_id, id } = category;
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const fault = await planGroupCategoryDeletion(roster, id);
    if (fault !== null) throw refusalOf(fault);
  });
  return answerGroupCategory(call, category, id);
}
