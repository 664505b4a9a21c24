import type { SisImportError } from '../../../api/index.ts';
import {
  countSisImportMessages,
  findSisImport,
  listSisImportMessages,
  type MessageFilter,
} from '../../../db/index.ts';
import { openImportAccount } from '../../auth/open-account.ts';
import { type Call, numericId } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { isTrue } from '../../parameters.ts';
import { presentSisImportError } from '../../presenters/present-sis-import-error.ts';

interface Errors {
  readonly sis_import_errors: readonly SisImportError[];
}

async function listWith(call: Call, filter: MessageFilter): Promise<Errors> {
  const { pool } = call.context.database;
  const page = readPage(call.parameters);
  const rows = await listSisImportMessages(pool, filter, page);
  const total = await countSisImportMessages(pool, filter);
  const shown = sendPage(call.request, call.reply, page, rows, total);
  return { sis_import_errors: shown.map(presentSisImportError) };
}

/** Lists the messages of an import, newest first. */
export async function listSisImportErrors(call: Call): Promise<Errors> {
  const { account } = await openImportAccount(call);
  const { root_account_id } = account;
  const sis_import_id = numericId(call, 'id', 'SIS import');
  if ((await findSisImport(call.context.database.pool, root_account_id, sis_import_id)) === null) {
    throw unknownRecord('SIS import');
  }
  return listWith(call, { root_account_id, sis_import_id, only_failures: isTrue(call.parameters.failure) });
}

/** Lists the messages of all imports of a root account, newest first. */
export async function listAccountSisImportErrors(call: Call): Promise<Errors> {
  const { account } = await openImportAccount(call);
  const { root_account_id } = account;
  return listWith(call, {
    root_account_id,
    sis_import_id: null,
    only_failures: isTrue(call.parameters.failure),
  });
}
