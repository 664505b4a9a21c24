import { findAccount, findMemberships, findSisImportUpload, type OpenUploadRow } from '../../../db/index.ts';
import type { ImportKey } from '../../../engine/index.ts';
import { isPermitted } from '../../auth/authenticate.ts';
import type { ServerContext } from '../../context.ts';
import type { PublicCall } from '../../define-route.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import { openSigned } from '../../file-links.ts';
import { completeUpload } from '../../upload/complete-upload.ts';

/**
 * The upload that the request's signature opens. Throws 403 without a good one, and when whoever started the import may
 * not import any more: what they were given then opens nothing either.
 */
export async function openUpload(call: PublicCall): Promise<OpenUploadRow> {
  const { root_account_id, id } = await openSigned(call, 'upload', 'upload');
  const key = { root_account_id, sis_import_id: id };
  const upload = await findUpload(call.context, key);
  await checkStarter(call.context, upload);
  // A crash may have come between its last byte and its end.
  return (await completeUpload(call.context, key)) ? findUpload(call.context, key) : upload;
}

/** The upload of an import. Throws 404 without one. */
export async function findUpload(context: ServerContext, key: ImportKey): Promise<OpenUploadRow> {
  const upload = await findSisImportUpload(context.database.pool, key);
  if (upload === null) throw unknownRecord('upload');
  return upload;
}

async function checkStarter(
  { database: { pool } }: ServerContext,
  { root_account_id, user_id }: OpenUploadRow,
): Promise<void> {
  const account = await findAccount(pool, root_account_id, root_account_id);
  if (account === null || account.workflow_state === 'deleted' || account.settings.allow_sis_import === false)
    throw new ApiError('imports_disabled');
  const memberships = user_id === null ? [] : await findMemberships(pool, user_id);
  const viewer = { user_id: user_id ?? 0, site_admin: false, memberships };
  if (!isPermitted(viewer, 'import_sis', root_account_id, [root_account_id]))
    throw new ApiError('unauthorized');
}
