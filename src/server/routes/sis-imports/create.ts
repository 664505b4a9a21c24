import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { endpoints, type ImportOptions, type SisImport } from '../../../api/index.ts';
import { findSisImportUpload } from '../../../db/index.ts';
import { authenticate, tokenBeforeBody, type Viewer } from '../../auth/authenticate.ts';
import { type AccountRights, type OpenedAccount, openImportAccount } from '../../auth/open-account.ts';
import { checkParameters } from '../../check-parameters.ts';
import type { ServerContext } from '../../context.ts';
import { type PublicCall, startCall } from '../../define-route.ts';
import { ApiError } from '../../errors.ts';
import { type ParameterRecord, textParameter } from '../../parameters.ts';
import { presentSisImports } from '../../presenters/present-sis-import.ts';
import { resolveId } from '../../resolve-id.ts';
import { makeTicket } from '../../upload/upload-tickets.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import { readImportOptions } from './read-options.ts';
import { receiveImportBody, receiveImportForm } from './receive-import.ts';
import { type StoredImport, storeImport } from './store-import.ts';

/** Somebody who may import into the account. */
interface Admitted extends OpenedAccount {
  readonly viewer: Viewer;
}

async function admit(call: PublicCall, token: string | null): Promise<Admitted> {
  const viewer = await authenticate(call.context, call.request, token);
  return { viewer, ...(await openImportAccount({ ...call, viewer })) };
}

/** Reads and checks the options for an account, before anything is stored. */
async function optionsFor(
  context: ServerContext,
  { account, viewer }: Admitted,
  parameters: ParameterRecord,
): Promise<ImportOptions> {
  checkParameters(parameters);
  const { root_account_id } = account;
  const scope = { root_account_id, user_id: viewer.user_id };
  return await readImportOptions(parameters, async (id) => {
    const term = await resolveId(context.database.pool, 'term', id, scope);
    return term?.root_account_id === root_account_id ? term.id : null;
  });
}

/** Reads the request and makes what it asks for, or takes its upload out of the storage again. */
async function create(call: PublicCall, content_type: string | undefined): Promise<SisImport | undefined> {
  const { context, request } = call;
  const key = readIdempotencyKey(request);
  const token = tokenBeforeBody(request);
  const is_form = request.isMultipart();
  let admitted = token === null && is_form ? null : await admit(call, token);
  const sender = (): Admitted => {
    if (admitted === null) throw new ApiError('unauthenticated');
    return admitted;
  };
  const { parameters, source } = await (is_form ? receiveImportForm : receiveImportBody)(call, {
    content_type,
    digest: key !== null,
    is_admitted: admitted !== null,
    admit: async (form) => {
      admitted = await admit(call, textParameter(form, 'access_token'));
    },
    check: async (given) => {
      await optionsFor(context, sender(), given);
    },
  });
  const { account, viewer, rights } = sender();
  let is_kept = false;
  try {
    const options = await optionsFor(context, sender(), parameters);
    const { root_account_id } = account;
    const wanted = { root_account_id, user_id: viewer.user_id, options, source, key };
    const stored = await storeImport(context, wanted);
    is_kept = stored.is_new;
    return await present(call, rights, stored);
  } finally {
    if (!is_kept && 'storage_key' in source) await context.storage.remove(source.storage_key);
  }
}

/** The import, with the address for its file while that is waited for. */
async function present(
  call: PublicCall,
  rights: AccountRights,
  { row, is_new }: StoredImport,
): Promise<SisImport | undefined> {
  if (!is_new) call.reply.header('idempotency-replayed', 'true');
  const [shown] = await presentSisImports(call, row.root_account_id, rights, [row]);
  if (shown === undefined || row.workflow_state !== 'initializing') return shown;
  const key = { root_account_id: row.root_account_id, sis_import_id: row.id };
  const upload = await findSisImportUpload(call.context.database.pool, key);
  if (upload === null) return shown;
  return { ...shown, pre_attachment: await makeTicket(call.context, call.request, upload) };
}

/** `POST /accounts/:account_id/sis_imports`, as a form, with the file as the body, or before the file. */
export function registerCreateSisImport(app: FastifyInstance, context: ServerContext): void {
  const endpoint = endpoints.createSisImport;
  const content_types = new WeakMap<FastifyRequest, string | undefined>();
  app.register(async (scope) => {
    // A body that is not a form is the file, whatever its type says: some clients call it urlencoded, others
    // send types that no parser would accept.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.route({
      method: endpoint.method,
      url: endpoint.path,
      onRequest: async (request) => {
        const { headers } = request.raw;
        content_types.set(request, headers['content-type']);
        if (/^\s*multipart\/form-data\b/i.test(headers['content-type'] ?? '')) return;
        headers['content-type'] = 'application/octet-stream';
      },
      handler: async (request: FastifyRequest, reply: FastifyReply): Promise<SisImport | undefined> => {
        return create(startCall(context, endpoint, request, reply), content_types.get(request));
      },
    });
  });
}
