import type { HoldApproval, SisImport } from '../../../api/index.ts';
import {
  approveImport,
  findOvertaking,
  findSisImport,
  findUserSummaries,
  inTransaction,
  lockSisImport,
} from '../../../db/index.ts';
import { openImportAccount } from '../../auth/open-account.ts';
import { type Call, numericId } from '../../define-route.ts';
import { ApiError } from '../../errors.ts';
import { textParameter } from '../../parameters.ts';
import { presentSisImports } from '../../presenters/present-sis-import.ts';

const MOST_CHARACTERS = 1000;

function readReason({ parameters }: Call): string {
  const reason = textParameter(parameters, 'reason')?.trim() ?? '';
  if (reason === '') throw new ApiError('approval_without_reason');
  if ([...reason].length > MOST_CHARACTERS) {
    throw new ApiError('too_long', { params: { parameter: 'reason', max_length: MOST_CHARACTERS } });
  }
  return reason;
}

/** Lets an import go on that is held, and keeps who has said so, when and why. */
export async function approveSisImport(call: Call): Promise<SisImport | undefined> {
  const { account, rights } = await openImportAccount(call);
  const { context, request, viewer } = call;
  const key = { root_account_id: account.root_account_id, id: numericId(call, 'id', 'SIS import') };
  const { root_account_id, id } = key;
  const reason = readReason(call);
  const [person] = await findUserSummaries(context.database.pool, root_account_id, [viewer.user_id]);
  const approval: HoldApproval = {
    approved_at: new Date().toISOString(),
    approved_by: { id: viewer.user_id, name: person?.name ?? null },
    reason,
  };
  await inTransaction(context.database.pool, async (client) => {
    const row = await lockSisImport(client, root_account_id, id);
    if (row === null) throw new ApiError('unknown_record', { params: { noun: 'SIS import' } });
    if (!(await approveImport(client, key, approval))) throw new ApiError('import_not_held');
    const sis_import_id = await findOvertaking(client, key);
    if (sis_import_id !== null) throw new ApiError('import_overtaken', { params: { sis_import_id } });
    await context.queue.enqueueImport(root_account_id, client);
  });
  request.log.info(
    { root_account_id, sis_import_id: id, ...approval },
    'an import that was held is approved',
  );
  const row = await findSisImport(context.database.pool, root_account_id, id);
  const [shown] = await presentSisImports(call, root_account_id, rights, row === null ? [] : [row]);
  return shown;
}
