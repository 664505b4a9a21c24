import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Endpoint } from '../api/index.ts';
import { authenticate, tokenBeforeBody, type Viewer } from './auth/authenticate.ts';
import { checkParameters } from './check-parameters.ts';
import type { ServerContext } from './context.ts';
import { unknownRecord } from './errors.ts';
import { mergeParameters, type ParameterRecord, textParameter } from './parameters.ts';
import { readBody } from './read-body.ts';

/** A request to an endpoint that needs no token. */
export interface PublicCall {
  readonly endpoint: Endpoint;
  readonly context: ServerContext;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** The ids in the path, percent-decoded. */
  readonly path: Readonly<Record<string, string>>;
  /** Query and body, merged; the body wins. */
  readonly parameters: ParameterRecord;
}

/** A request by somebody whose token has been checked. */
export interface Call extends PublicCall {
  readonly viewer: Viewer;
}

const early = new WeakMap<FastifyRequest, Viewer>();

/** Whether the body can hold an `access_token`, so that its absence elsewhere says nothing yet. */
function hasForm(request: FastifyRequest): boolean {
  const type = request.headers['content-type'] ?? '';
  return /^\s*(multipart\/form-data|application\/x-www-form-urlencoded|application\/json)\b/i.test(type);
}

/** The parts of a call that need no reading. */
export function startCall(
  context: ServerContext,
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
): PublicCall {
  return {
    context,
    endpoint,
    request,
    reply,
    path: request.params as Readonly<Record<string, string>>,
    parameters: request.query as ParameterRecord,
  };
}

/**
 * Registers an endpoint's handler. A token in the header or the query is checked before the body is read; only
 * a form or JSON body may bring one along itself.
 */
export function defineRoute(
  app: FastifyInstance,
  context: ServerContext,
  endpoint: Endpoint,
  handle: (call: Call) => Promise<unknown>,
): void {
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    onRequest: async (request) => {
      const token = tokenBeforeBody(request);
      if (token === null && hasForm(request)) return;
      early.set(request, await authenticate(context, request, token));
    },
    handler: async (request, reply) => {
      const body = await readBody(request);
      const call = startCall(context, endpoint, request, reply);
      const parameters = mergeParameters(call.parameters, body);
      checkParameters(parameters);
      const viewer =
        early.get(request) ?? (await authenticate(context, request, textParameter(body, 'access_token')));
      return handle({ ...call, parameters, viewer });
    },
  });
}

/** Registers the handler of an endpoint that needs no token. */
export function definePublicRoute(
  app: FastifyInstance,
  context: ServerContext,
  endpoint: Endpoint,
  handle: (call: PublicCall) => Promise<unknown>,
): void {
  if (endpoint.permission !== null) throw new Error(`${endpoint.name} needs a token.`);
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    handler: (request, reply) => handle(startCall(context, endpoint, request, reply)),
  });
}

/** The id of an object in the path, for kinds that have no SIS form; 404 when it is not a number. */
export function numericId(call: PublicCall, name: string, noun: string): number {
  const text = call.path[name]?.trim() ?? '';
  const id = /^\d+$/.test(text) ? Number(text) : 0;
  if (!Number.isSafeInteger(id) || id < 1) throw unknownRecord(noun);
  return id;
}
