import type { FastifyRequest } from 'fastify';
import type { SisImportUpload, UploadTicket } from '../../api/index.ts';
import type { OpenUploadRow, SisImportUploadRow } from '../../db/index.ts';
import type { ServerContext } from '../context.ts';
import { signFile } from '../file-links.ts';
import { baseUrl } from '../public-url.ts';

/** Where an upload is to be sent, at an address that the request's caller can reach. */
export async function makeTicket(
  context: ServerContext,
  request: FastifyRequest,
  upload: SisImportUploadRow,
): Promise<UploadTicket> {
  const { root_account_id, sis_import_id, display_name, content_type, expires_at } = upload;
  const key = await context.downloadKey();
  const expires_seconds = Math.floor(Date.parse(expires_at) / 1000);
  const verifier = signFile(key, { root_account_id, id: sis_import_id }, expires_seconds, 'upload');
  return {
    upload_url: `${baseUrl(request)}/uploads/${sis_import_id}?verifier=${verifier}`,
    upload_params: { filename: display_name, content_type },
    file_param: 'file',
  };
}

/** How far an upload is, as the API shows it. */
export function presentUpload(upload: OpenUploadRow): SisImportUpload {
  return {
    id: upload.stored_file_id,
    sis_import_id: upload.sis_import_id,
    display_name: upload.display_name,
    'content-type': upload.content_type,
    upload_status: upload.stored_file_id === null ? 'pending' : 'success',
    size: upload.size_bytes,
    offset: upload.received_bytes,
    expires_at: upload.expires_at,
  };
}
