import { importingStates, importStates, type SisImport } from '../../../api/index.ts';
import { listSisImports, type SisImportFilter } from '../../../db/index.ts';
import { openImportAccount } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { listParameter, timeParameter } from '../../parameters.ts';
import { presentSisImports } from '../../presenters/present-sis-import.ts';

interface Imports {
  readonly sis_imports: readonly SisImport[];
}

async function listWith(call: Call, filter: SisImportFilter): Promise<Imports> {
  const { account, rights } = await openImportAccount(call);
  const page = readPage(call.parameters);
  const rows = await listSisImports(call.context.database.pool, account.root_account_id, filter, page);
  const shown = sendPage(call.request, call.reply, page, rows);
  return { sis_imports: await presentSisImports(call, account.root_account_id, rights, shown) };
}

/** Lists the imports of a root account, newest first. */
export async function listAllSisImports(call: Call): Promise<Imports> {
  const asked = listParameter(call.parameters, 'workflow_state');
  const states = importStates.filter((state) => asked.includes(state));
  return listWith(call, {
    created_since: timeParameter(call.parameters, 'created_since'),
    created_before: timeParameter(call.parameters, 'created_before'),
    // Canvas: with nothing but unknown states, no filter applies.
    states: states.length === 0 ? null : states,
  });
}

/** Lists the imports that are running now. */
export async function listImportingSisImports(call: Call): Promise<Imports> {
  return listWith(call, { created_since: null, created_before: null, states: importingStates });
}
