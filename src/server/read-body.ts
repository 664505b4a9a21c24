import type { FastifyRequest } from 'fastify';
import { ApiError } from './errors.ts';
import { emptyRecord, fromJson, type ParameterRecord, setParameter } from './parameters.ts';

/** Bounds of forms: far beyond what any call sends, little enough to hold in memory. */
export const formLimits = { parts: 200, fields: 200, fieldSize: 64 * 1024, headerPairs: 50 } as const;

/** The parameters in a request's body; empty when it has none. */
export async function readBody(request: FastifyRequest): Promise<ParameterRecord> {
  if (request.isMultipart()) return readForm(request);
  if (request.body === undefined || request.body === null) return emptyRecord();
  const record = fromJson(request.body);
  if (record === null) {
    throw new ApiError('malformed_request', { params: { reason: 'the JSON body is not an object' } });
  }
  return record;
}

async function readForm(request: FastifyRequest): Promise<ParameterRecord> {
  const record = emptyRecord();
  for await (const part of request.parts({ limits: formLimits })) {
    if (part.type === 'file') {
      throw new ApiError('malformed_request', { params: { reason: 'this call takes no file' } });
    }
    setFormField(record, part);
  }
  return record;
}

/** Takes a field of a form over; one that was cut short is an error, not a shorter value. */
export function setFormField(
  record: ParameterRecord,
  part: { readonly fieldname: string; readonly value: unknown; readonly valueTruncated: boolean },
): void {
  if (part.valueTruncated) {
    throw new ApiError('request_too_large', { params: { max_bytes: formLimits.fieldSize } });
  }
  setParameter(record, part.fieldname, typeof part.value === 'string' ? part.value : null);
}
