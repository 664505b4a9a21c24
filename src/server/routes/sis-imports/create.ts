import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { endpoints, type ImportOptions, type SisImport } from '../../../api/index.ts';
import {
  completeSisImportCreation,
  insertSisImport,
  insertStoredFile,
  inTransaction,
  type SisImportRow,
} from '../../../db/index.ts';
import { authenticate, tokenBeforeBody, type Viewer } from '../../auth/authenticate.ts';
import { type OpenedAccount, openImportAccount } from '../../auth/open-account.ts';
import type { ServerContext } from '../../context.ts';
import { type PublicCall, startCall } from '../../define-route.ts';
import { ApiError } from '../../errors.ts';
import { type ParameterRecord, textParameter } from '../../parameters.ts';
import { presentSisImports } from '../../presenters/present-sis-import.ts';
import { resolveId } from '../../resolve-id.ts';
import { type ReceivedUpload, receiveForm, receiveRawBody } from '../../upload/receive-upload.ts';
import { readImportOptions } from './read-options.ts';
import { refuseUnsupported } from './unsupported.ts';

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
  refuseUnsupported(parameters, null);
  const { root_account_id } = account;
  const scope = { root_account_id, user_id: viewer.user_id };
  const options = await readImportOptions(parameters, async (id) => {
    const term = await resolveId(context.database.pool, 'term', id, scope);
    return term?.root_account_id === root_account_id ? term.id : null;
  });
  refuseUnsupported(parameters, options);
  return options;
}

/** Makes the import and queues it in one transaction: it is there and will run, or neither. */
async function store(
  { database, queue }: ServerContext,
  { account, viewer }: Admitted,
  upload: ReceivedUpload,
  options: ImportOptions,
): Promise<SisImportRow> {
  const { root_account_id } = account;
  return inTransaction(database.pool, async (client) => {
    const { id } = await insertSisImport(client, {
      root_account_id,
      user_id: viewer.user_id,
      import_type: 'instructure_csv',
    });
    const file = await insertStoredFile(client, { root_account_id, ...upload });
    const row = await completeSisImportCreation(client, {
      root_account_id,
      id,
      stored_file_id: file.id,
      options,
    });
    await queue.enqueueImport(root_account_id, client);
    return row;
  });
}

interface Received {
  readonly admitted: Admitted;
  readonly upload: ReceivedUpload;
  readonly row: SisImportRow;
}

/** Stores the import, or takes its upload out of the storage again. */
async function storeOrRemove(
  context: ServerContext,
  admitted: Admitted,
  upload: ReceivedUpload,
  findOptions: () => Promise<ImportOptions>,
): Promise<Received> {
  try {
    return { admitted, upload, row: await store(context, admitted, upload, await findOptions()) };
  } catch (error) {
    await context.storage.remove(upload.storage_key);
    throw error;
  }
}

async function createFromForm(call: PublicCall, token: string | null): Promise<Received> {
  const { context, request } = call;
  let admitted = token === null ? null : await admit(call, token);
  const { form, upload } = await receiveForm(context, request, admitted !== null, async (fields) => {
    admitted = await admit(call, textParameter(fields, 'access_token'));
  });
  if (admitted === null) throw new ApiError('unauthenticated');
  const sender: Admitted = admitted;
  if (upload === null) throw new ApiError('missing_attachment');
  return storeOrRemove(context, sender, upload, () => optionsFor(context, sender, form));
}

async function createFromBody(
  call: PublicCall,
  token: string | null,
  content_type: string | undefined,
): Promise<Received> {
  const { context, request } = call;
  const admitted = await admit(call, token);
  const options = await optionsFor(context, admitted, call.parameters);
  const upload = await receiveRawBody(context, request, content_type);
  return storeOrRemove(context, admitted, upload, async () => options);
}

/** `POST /accounts/:account_id/sis_imports`, as a form or with the file as the body. */
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
        const call = startCall(context, endpoint, request, reply);
        const token = tokenBeforeBody(request);
        const { admitted, row } = request.isMultipart()
          ? await createFromForm(call, token)
          : await createFromBody(call, token, content_types.get(request));
        const [shown] = await presentSisImports(call, row.root_account_id, admitted.rights, [row]);
        return shown;
      },
    });
  });
}
