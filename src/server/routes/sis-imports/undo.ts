import type { Progress } from '../../../api/index.ts';
import { openImportAccount } from '../../auth/open-account.ts';
import { type Call, numericId } from '../../define-route.ts';
import { isTrue } from '../../parameters.ts';
import { presentProgress } from '../../presenters/present-progress.ts';
import { startPutBack } from './put-back.ts';

/** Has all taken back that an import has done. */
export async function undoSisImport(call: Call): Promise<Progress> {
  const { account } = await openImportAccount(call);
  const key = { root_account_id: account.root_account_id, id: numericId(call, 'id', 'SIS import') };
  const force = isTrue(call.parameters.force);
  const progress = await startPutBack(call, key, {
    tag: 'sis_import_undo',
    once: true,
    requestOf: (job) => ({ kind: 'undo', ...job, force }),
  });
  return presentProgress(progress, call.request);
}
