import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { ImportOptions } from '../../../api/index.ts';
import { ApiError } from '../../errors.ts';
import type { PreAttachment } from '../../upload/pre-attachment.ts';
import type { ReceivedUpload } from '../../upload/receive-upload.ts';

const max_length = 255;

/** The key by which a request names itself, null when it does not. Throws for one that could not be kept. */
export function readIdempotencyKey(request: FastifyRequest): string | null {
  const given = request.headers['idempotency-key'];
  if (given === undefined) return null;
  if (typeof given === 'string' && given.length <= max_length && /^[\x21-\x7e]+$/.test(given)) return given;
  throw new ApiError('invalid_idempotency_key', { params: { max_length } });
}

/** A file that has come, or one that is announced. */
export type ImportSource = ReceivedUpload | PreAttachment;

/** The same for two requests that ask for the same import of the same file. */
export function fingerprintOf(options: ImportOptions, source: ImportSource): string {
  const file =
    'storage_key' in source
      ? { name: source.display_name, sha256: source.sha256 }
      : { name: source.display_name, content_type: source.content_type, size_bytes: source.size_bytes };
  return createHash('sha256').update(JSON.stringify({ options, file })).digest('base64url');
}
