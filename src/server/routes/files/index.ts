import type { FastifyInstance, FastifyReply } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import { findStoredFiles, type StoredFileRow } from '../../../db/index.ts';
import type { ServerContext } from '../../context.ts';
import { definePublicRoute, type PublicCall } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { openSigned } from '../../file-links.ts';

/** Keeps a type that somebody gave a file from breaking the header. */
function contentTypeOf(file: StoredFileRow): string {
  const { content_type } = file;
  return /^[\w.+-]+\/[\w.+-]+(\s*;\s*[\w-]+=[\w.-]+)*$/.test(content_type)
    ? content_type
    : 'application/octet-stream';
}

function dispositionOf(file: StoredFileRow): string {
  const plain = file.display_name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const encoded = encodeURIComponent(file.display_name).replace(/['()*]/g, (sign) => {
    return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  });
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** Sends the bytes of a stored file to whoever holds its signed address. */
async function downloadFile(call: PublicCall): Promise<FastifyReply> {
  const { root_account_id, id } = await openSigned(call, 'file', 'file');
  const [file] = await findStoredFiles(call.context.database.pool, root_account_id, [id]);
  if (file === undefined) throw unknownRecord('file');
  const bytes = await call.context.storage.read(file.storage_key);
  return call.reply
    .headers({
      'content-type': contentTypeOf(file),
      'content-length': file.size_bytes,
      'content-disposition': dispositionOf(file),
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    })
    .send(bytes);
}

/** The route of stored files. */
export function registerFileRoutes(app: FastifyInstance, context: ServerContext): void {
  definePublicRoute(app, context, endpoints.downloadFile, downloadFile);
}
