import { abortableStates, pendingStates, type SisImport } from '../../../api/index.ts';
import { abortSisImport as abort, abortSisImports, inTransaction } from '../../../db/index.ts';
import { openImportAccount } from '../../auth/open-account.ts';
import { type Call, numericId } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { presentSisImports } from '../../presenters/present-sis-import.ts';

/** Aborts an import that has not ended; a running one stops before its next chunk, and tells what it has applied. */
export async function abortSisImport(call: Call): Promise<SisImport | undefined> {
  const { account, rights } = await openImportAccount(call);
  const id = numericId(call, 'id', 'SIS import');
  const { root_account_id } = account;
  const row = await inTransaction(call.context.database.pool, (client) =>
    abort(client, root_account_id, id, abortableStates),
  );
  if (row === null) throw unknownRecord('SIS import to abort');
  const [shown] = await presentSisImports(call, root_account_id, rights, [row]);
  return shown;
}

/** Aborts every import that waits; the running one goes on. */
export async function abortAllPendingSisImports(call: Call): Promise<{ readonly aborted: true }> {
  const { account } = await openImportAccount(call);
  await abortSisImports(call.context.database.pool, account.root_account_id, pendingStates);
  return { aborted: true };
}
