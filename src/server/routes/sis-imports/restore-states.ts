import type { Progress } from '../../../api/index.ts';
import { openImportAccount } from '../../auth/open-account.ts';
import { type Call, numericId } from '../../define-route.ts';
import { ApiError } from '../../errors.ts';
import { isTrue } from '../../parameters.ts';
import { presentProgress } from '../../presenters/present-progress.ts';
import { startPutBack } from './put-back.ts';

/** Has the states put back that an import has changed. */
export async function restoreSisImportStates(call: Call): Promise<Progress> {
  const { account } = await openImportAccount(call);
  const { parameters } = call;
  const batch_mode = isTrue(parameters.batch_mode);
  const undelete_only = isTrue(parameters.undelete_only);
  const unconclude_only = isTrue(parameters.unconclude_only);
  if (undelete_only && unconclude_only) throw new ApiError('undelete_with_unconclude');
  const key = { root_account_id: account.root_account_id, id: numericId(call, 'id', 'SIS import') };
  const progress = await startPutBack(call, key, {
    tag: 'sis_batch_state_restore',
    requestOf: (job) => ({ kind: 'restore_states', ...job, batch_mode, undelete_only, unconclude_only }),
  });
  return presentProgress(progress, call.request);
}
