import { randomInt } from 'node:crypto';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { StorageOutage } from '../storage/index.ts';
import { ApiError, errorBody, isPlainText } from './errors.ts';

/** Sends an error in its Canvas shape. */
export function sendError(reply: FastifyReply, error: ApiError): FastifyReply {
  reply.status(error.status);
  if (error.status === 401) reply.header('www-authenticate', 'Bearer realm="canvas-lms"');
  const body = errorBody(error);
  if (typeof body !== 'string') return reply.send(body);
  if (!isPlainText(error)) return reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
  return reply.type('text/plain; charset=utf-8').header('x-rate-limit-remaining', '0.0').send(body);
}

/** A body that ended before it was whole, because the client went away. */
function isCutOff(request: FastifyRequest): boolean {
  return request.raw.destroyed && !request.raw.complete;
}

/** What fastify and the multipart reader found wrong with a request, as one of our errors. */
function clientFault(error: FastifyError, request: FastifyRequest): ApiError | null {
  if (isCutOff(request)) return new ApiError('malformed_request', { params: { reason: 'it broke off' } });
  switch (error.statusCode) {
    case 413:
      return new ApiError('request_too_large', {
        params: { max_bytes: request.routeOptions.bodyLimit ?? 0 },
      });
    case 415:
      return new ApiError('unsupported_media_type');
    case 400:
    case 406:
      return new ApiError('malformed_request', { params: { reason: reasonOf(error) } });
    default:
      return /^(Multipart: |Unexpected end of |Part terminated early|Malformed )/.test(error.message)
        ? new ApiError('malformed_request', { params: { reason: 'the form data is malformed' } })
        : null;
  }
}

function reasonOf(error: FastifyError): string {
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return 'the body is not JSON';
    case 'FST_ERR_BAD_URL':
      return 'its address is not properly encoded';
    default:
      return 'it is malformed';
  }
}

/** The edge: renders errors of ours, translates those of the HTTP layer, logs everything else once. */
export function handleError(
  error: FastifyError | ApiError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof ApiError) return sendError(reply, error);
  const fault = clientFault(error, request);
  if (fault !== null) return sendError(reply, fault);
  if (error instanceof StorageOutage) {
    request.log.error({ err: error }, 'The storage did not serve a request.');
    return sendError(reply, new ApiError('storage_unavailable'));
  }
  const error_report_id = randomInt(2 ** 47);
  request.log.error({ err: error, error_report_id }, 'The request failed.');
  return sendError(reply, new ApiError('internal_server_error', { error_report_id }));
}
