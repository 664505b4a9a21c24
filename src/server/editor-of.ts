import type { Editor, editRoster } from '../engine/index.ts';
import type { Call } from './define-route.ts';
import { isTrue } from './parameters.ts';

/**
 * Where and in whose name a call changes the roster: the first two arguments of `editRoster`. Stuck fields are
 * changed unless `override_sis_stickiness` says otherwise.
 */
export function editorOf(call: Call, root_account_id: number): [Parameters<typeof editRoster>[0], Editor] {
  const { override_sis_stickiness: override } = call.parameters;
  return [
    { pool: call.context.database.pool, now: () => new Date() },
    {
      root_account_id,
      user_id: call.viewer.user_id,
      override_sis_stickiness: override === undefined || override === '' || isTrue(override),
    },
  ];
}
