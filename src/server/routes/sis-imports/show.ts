import type { SisImport } from '../../../api/index.ts';
import { findSisImport } from '../../../db/index.ts';
import { openImportAccount } from '../../auth/open-account.ts';
import { type Call, numericId } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { presentSisImports } from '../../presenters/present-sis-import.ts';

/** Shows one import. */
export async function showSisImport(call: Call): Promise<SisImport | undefined> {
  const { account, rights } = await openImportAccount(call);
  const id = numericId(call, 'id', 'SIS import');
  const row = await findSisImport(call.context.database.pool, account.root_account_id, id);
  if (row === null) throw unknownRecord('SIS import');
  const [shown] = await presentSisImports(call, account.root_account_id, rights, [row]);
  return shown;
}
