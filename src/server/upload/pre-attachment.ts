import type { ServerContext } from '../context.ts';
import { ApiError, missingParameter } from '../errors.ts';
import { groupParameter, type ParameterRecord, textParameter } from '../parameters.ts';
import { cleanFileName } from './file-kind.ts';

/** What is said of a file that comes later. */
export interface PreAttachment {
  readonly display_name: string;
  readonly content_type: string;
  /** Null where nobody said how long it is. */
  readonly size_bytes: number | null;
}

/** Reads `pre_attachment[...]`; null when the request has none. Throws when it names no file, or one that is too large. */
export function readPreAttachment(
  { limits: { upload_bytes: max_bytes } }: ServerContext,
  parameters: ParameterRecord,
): PreAttachment | null {
  const given = groupParameter(parameters, 'pre_attachment');
  if (given === null) return null;
  const name = textParameter(given, 'name');
  if (name === null) throw missingParameter('pre_attachment[name]');
  const size = textParameter(given, 'size');
  if (size !== null && !/^[1-9]\d{0,14}$/.test(size)) {
    throw new ApiError('not_an_integer', { params: { parameter: 'pre_attachment[size]', value: size } });
  }
  const size_bytes = size === null ? null : Number(size);
  if (size_bytes !== null && size_bytes > max_bytes)
    throw new ApiError('upload_too_large', { params: { max_bytes } });
  const content_type = textParameter(given, 'content_type')?.slice(0, 255) ?? 'application/octet-stream';
  return { display_name: cleanFileName(name), content_type, size_bytes };
}
