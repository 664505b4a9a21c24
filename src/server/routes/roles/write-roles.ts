import { baseRoleTypes, endpoints, type Role, rolePermissions } from '../../../api/index.ts';
import { insertRole, isRoleNameTaken, setRoleState } from '../../../db/index.ts';
import { editRoster } from '../../../engine/index.ts';
import { openAccount } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import { requiredText } from '../../fields.ts';
import { groupParameter, isTrue, type ParameterRecord } from '../../parameters.ts';
import { wordParameter } from '../../words.ts';
import { answerRole, openRole } from './read-roles.ts';

const { parameters } = endpoints.createRole;

/**
 * What a request says of permissions. Canvas passes over names that it does not know, and so do we: most of its own
 * permissions are about what rollcall does not have, and a role without them gives less, never more.
 */
function readPermissions(group: ParameterRecord): Readonly<Record<string, boolean>> {
  const sent = groupParameter(group, 'permissions') ?? {};
  return Object.fromEntries(
    Object.keys(sent)
      .filter((name) => Object.hasOwn(rolePermissions, name))
      .flatMap((name) => {
        const { enabled, explicit } = groupParameter(sent, name) ?? {};
        const is_said = enabled !== undefined && (explicit === undefined || isTrue(explicit));
        return is_said ? [[name, isTrue(enabled)]] : [];
      }),
  );
}

/** Makes a role that can be used in the account and below. */
export async function createRole(call: Call): Promise<Role> {
  const { account } = await openAccount(call);
  const { root_account_id, id: account_id } = account;
  const role = {
    root_account_id,
    account_id,
    name: requiredText(call.parameters, 'label', parameters.label.max_length),
    base_role_type: wordParameter(call.parameters, 'base_role_type', baseRoleTypes) ?? 'AccountMembership',
    permissions: readPermissions(call.parameters),
  };
  const id = await editRoster(...editorOf(call, root_account_id), async ({ client }) => {
    if (await isRoleNameTaken(client, role)) throw new ApiError('taken_field', { field: 'label' });
    return insertRole(client, role);
  });
  return answerRole(call, root_account_id, id);
}

async function changeState(call: Call, workflow_state: 'active' | 'inactive'): Promise<Role> {
  const { account, role } = await openRole(call);
  if (role.is_built_in) throw new ApiError('built_in_role');
  if (role.account_id !== account.id) throw unknownRecord('role');
  const { root_account_id, id } = role;
  await editRoster(...editorOf(call, root_account_id), ({ client }) =>
    setRoleState(client, root_account_id, id, workflow_state),
  );
  return answerRole(call, root_account_id, id);
}

/** Keeps a role from being given to anybody else. */
export async function deactivateRole(call: Call): Promise<Role> {
  return changeState(call, 'inactive');
}

/** Lets a role be given again. */
export async function activateRole(call: Call): Promise<Role> {
  return changeState(call, 'active');
}
