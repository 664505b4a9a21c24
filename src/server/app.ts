import { randomUUID } from 'node:crypto';
import multipart from '@fastify/multipart';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Database } from '../db/index.ts';
import type { Storage } from '../storage/index.ts';
import { createFailureLimiter } from './auth/failure-limiter.ts';
import { hashToken } from './auth/hash-token.ts';
import { defaultLimits, type ImportQueue, type Limits, type ServerContext } from './context.ts';
import { handleError, sendError } from './error-handler.ts';
import { ApiError } from './errors.ts';
import { createEventHub } from './events/event-hub.ts';
import { downloadKeyReader } from './file-links.ts';
import { createGate } from './gate.ts';
import { parseUrlEncoded } from './parameters.ts';
import { registerRoutes } from './routes/index.ts';
import { stringifyIds, wantsStringIds } from './stringify-ids.ts';
import { type DeliveryRules, deliveryRules } from './webhooks/send-delivery.ts';

/** What an app is built from. */
export interface AppParts {
  readonly database: Database;
  readonly storage: Storage;
  readonly queue: ImportQueue;
  readonly log?: FastifyBaseLogger;
  readonly limits?: Partial<Limits>;
  /** A token that is known to this process alone, and whose it is. */
  readonly own_token?: { readonly token: string; readonly user_id: number };
  /** Believe `X-Forwarded-*`; only behind a proxy that sets them. */
  readonly trust_proxy?: boolean;
  /** How webhooks are tested, by default at public addresses alone. */
  readonly delivery_rules?: DeliveryRules;
}

/** Long enough for a SIS id of 255 characters, percent-encoded, in its hex form. */
const MAX_ID_LENGTH = 4096;
/** A connection on which nothing moves for so long is dropped, so that half a request cannot hold it for ever. */
const SILENCE_MS = 5 * 60 * 1000;
/** What a client whose request was refused may still send before it is cut off. */
const LINGER_MS = 10_000;

/** `/accounts/1.json?page=2` means `/accounts/1?page=2`. */
export function withoutJsonSuffix(url: string): string {
  return url.replace(/^([^?#]*?)\.json(?=$|[?#])/, '$1');
}

/** Routes declare themselves in `api` and carry no JSON Schema; loading fastify's compilers takes a tenth of a second. */
function noSchema(): never {
  throw new Error('No route of this server has a JSON Schema.');
}

/** Builds the HTTP server; it listens when the caller says so. */
export function buildApp(parts: AppParts): FastifyInstance {
  const limits = { ...defaultLimits, ...parts.limits };
  const context: ServerContext = {
    database: parts.database,
    storage: parts.storage,
    queue: parts.queue,
    limits,
    own_token:
      parts.own_token === undefined
        ? null
        : { token_hash: hashToken(parts.own_token.token), user_id: parts.own_token.user_id },
    failures: createFailureLimiter(limits.failed_sign_ins_per_minute),
    unverified_uploads: createGate(limits.unverified_uploads, 'uploads_limited'),
    events: createEventHub(parts.database, limits, parts.log),
    delivery_rules: parts.delivery_rules ?? deliveryRules(),
    webhook_tests: createGate(limits.webhook_tests, 'webhook_tests_limited'),
    downloadKey: downloadKeyReader(parts.database.pool),
  };
  const app = fastify({
    // Without a log fastify need not load its own.
    ...(parts.log === undefined || parts.log.level === 'silent' ? {} : { loggerInstance: parts.log }),
    // Our own line per request holds no query: tokens may stand there.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: parts.trust_proxy ?? false,
    connectionTimeout: SILENCE_MS,
    rewriteUrl: (request) => withoutJsonSuffix(request.url ?? '/'),
    routerOptions: { maxParamLength: MAX_ID_LENGTH, querystringParser: parseUrlEncoded },
    frameworkErrors: handleError,
    schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
  });
  app.register(multipart);
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, parseUrlEncoded(String(body))),
  );
  addHooks(app);
  app.setErrorHandler(handleError);
  app.setNotFoundHandler((_request, reply) => sendError(reply, new ApiError('unknown_path')));
  registerRoutes(app, context);
  // Before the wait for requests under way: streams would not end by themselves.
  app.addHook('preClose', () => context.events.close());
  return app;
}

function addHooks(app: FastifyInstance): void {
  app.addHook('preSerialization', async (request, _reply, payload) =>
    wantsStringIds(request.headers.accept) ? stringifyIds(payload) : payload,
  );
  let is_closing = false;
  app.addHook('preClose', async () => {
    is_closing = true;
  });
  app.addHook('onSend', async (request, reply, payload) => {
    // A connection kept alive for a next request would keep the server from closing.
    if (is_closing) reply.header('connection', 'close');
    reply.header('x-request-context-id', request.id);
    reply.header('x-request-cost', (reply.elapsedTime / 1000).toFixed(6));
    // Nothing is throttled by cost here, so the quota that Canvas grants a token is always full.
    if (!reply.hasHeader('x-rate-limit-remaining')) reply.header('x-rate-limit-remaining', '700.0');
    return payload;
  });
  app.addHook('onResponse', async (request, reply) => {
    cutOffLater(request);
    const path = request.originalUrl.split('?')[0];
    const ms = Math.round(reply.elapsedTime);
    request.log.info({ method: request.method, path, status: reply.statusCode, ms }, 'Answered a request.');
  });
}

/** Node reads what is left of a refused upload and drops it; nobody may keep it busy with that. */
function cutOffLater({ raw }: FastifyRequest): void {
  if (raw.complete || raw.destroyed) return;
  const timer = setTimeout(() => {
    if (!raw.complete) raw.socket.destroy();
  }, LINGER_MS);
  timer.unref();
  raw.once('close', () => clearTimeout(timer));
}
