import {
  type ArgumentsOf,
  type Endpoint,
  endpoints,
  endStates,
  type ItemOf,
  type Report,
  type ResultOf,
  type SisImport,
  type SisImportUpload,
  type File as StoredFile,
} from '../api/index.ts';
import { type Arguments, encodeFields, encodeHeaders, encodePath, type Field } from './encode-arguments.ts';
import { encodeUpload, type Upload } from './encode-upload.ts';
import { findLink, type Page, type Pages, readPages } from './pages.ts';
import { openPieces, sendInParts } from './send-in-parts.ts';
import { type Connection, type Request, readJson, sendRequest } from './send-request.ts';
import { type Sleep, sleep, type WaitOptions, waitUntil } from './wait-until.ts';

export interface ClientOptions {
  /** Scheme and host of the server, e.g. `https://school.example`; a path is kept. */
  readonly base_url: string;
  /** Sent as `Authorization: Bearer` and never put anywhere else. */
  readonly token?: string;
  readonly fetch?: typeof globalThis.fetch;
  /** The clock of the waiting methods, for tests. */
  readonly sleep?: Sleep;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface PageOptions extends CallOptions {
  /** Items per request; the server's default is 10, its maximum 100. */
  readonly per_page?: number;
}

/** How a file is sent in parts. */
export interface InPartsOptions extends CallOptions {
  /** Bytes per request; 8 MiB if not given. */
  readonly part_bytes?: number;
  /** Called with how far the upload is. */
  readonly onProgress?: (upload: SisImportUpload) => void;
}

type Endpoints = typeof endpoints;

type FileNames<E extends Endpoint> = {
  [K in keyof E['parameters']]: E['parameters'][K] extends { readonly kind: 'file' } ? K : never;
}[keyof E['parameters']];

type CallArguments<E extends Endpoint> = Omit<ArgumentsOf<E>, FileNames<E>> & {
  readonly [K in FileNames<E>]?: Upload;
};

/** Arguments may be left out where the endpoint takes none. */
type Call<A, O, R> =
  Record<never, never> extends A ? (values?: A, options?: O) => R : (values: A, options?: O) => R;

type Method<E extends Endpoint> = E['result'] extends { readonly paginated: true }
  ? Call<CallArguments<E>, PageOptions, Pages<ItemOf<E>>>
  : E['result'] extends { readonly form: 'bytes' }
    ? Call<CallArguments<E>, CallOptions, Promise<ReadableStream<Uint8Array>>>
    : Call<CallArguments<E>, CallOptions, Promise<ResultOf<E>>>;

/** The methods that need more than one request. */
export interface WaitingMethods {
  /** Looks at an import until it has ended, well or badly, and returns it. */
  waitForSisImport(
    which: { readonly account_id: number | string; readonly id: number | string },
    options?: WaitOptions<SisImport>,
  ): Promise<SisImport>;
  /** Looks at a run of a report until it has ended, well or badly, and returns it. */
  waitForReport(
    which: { readonly account_id: number | string; readonly report: string; readonly id: number | string },
    options?: WaitOptions<Report>,
  ): Promise<Report>;
  /**
   * Makes an import and sends its file in parts, so that a broken connection costs no more than one of them. Neither
   * the import nor any byte is made or taken twice. Needs a rollcall server.
   */
  sendSisImportInParts(
    values: Omit<CallArguments<Endpoints['createSisImport']>, 'attachment' | 'pre_attachment'>,
    upload: Upload,
    options?: InPartsOptions,
  ): Promise<SisImport>;
  /** Opens the bytes of a stored file by its signed address; no token is sent along. */
  openFile(file: Pick<StoredFile, 'url'>, options?: CallOptions): Promise<ReadableStream<Uint8Array>>;
}

/** A method per endpoint, named as it is declared: `createSisImport`, `listSisImportErrors` ... */
export type Client = { readonly [K in keyof Endpoints]: Method<Endpoints[K]> } & WaitingMethods;

const endedReports: readonly Report['status'][] = ['complete', 'error', 'aborted', 'deleted'];

function bytesOf(response: Response): ReadableStream<Uint8Array> {
  return response.body ?? new ReadableStream({ start: (controller) => controller.close() });
}

async function buildRequest(
  { base_url }: Connection,
  endpoint: Endpoint,
  values: Arguments,
  { signal, per_page }: PageOptions,
): Promise<Request> {
  const all = encodeFields(endpoint, values);
  const [file_field] = Object.entries(endpoint.parameters).find(([, { kind }]) => kind === 'file') ?? [];
  const upload = file_field === undefined ? undefined : values[file_field];
  // Where a file is taken, a body that is no form counts as one.
  const isInQuery = ([name]: Field) => (file_field !== undefined && !upload) || inQuery(endpoint, name);
  const url = withQuery(base_url + encodePath(endpoint, values), all.filter(isInQuery));
  const fields = all.filter((field) => !isInQuery(field));
  const headers = encodeHeaders(endpoint, values);
  const { method } = endpoint;
  if (file_field !== undefined && upload) {
    const encoded = await encodeUpload(fields, file_field, upload as Upload);
    return { method, url, signal, ...encoded, headers: { ...headers, ...encoded.headers } };
  }
  if (method !== 'GET') {
    return { method, url, signal, headers, ...(fields.length > 0 ? { body: queryOf(fields) } : {}) };
  }
  const page: readonly Field[] = per_page === undefined ? [] : [['per_page', String(per_page)]];
  return { method, url: withQuery(url, [...fields, ...page]), headers, signal };
}

function inQuery(endpoint: Endpoint, name: string): boolean {
  const parameter = endpoint.parameters[name];
  return parameter !== undefined && 'in_query' in parameter && parameter.in_query === true;
}

const queryOf = (fields: readonly Field[]) =>
  new URLSearchParams(fields.map(([name, value]) => [name, value]));

function withQuery(url: string, fields: readonly Field[]): string {
  if (fields.length === 0) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${queryOf(fields)}`;
}

/** The same origin for every page: a link is followed with the token, which is for this server alone. */
function followLink(base_url: string, link: string): string {
  const target = new URL(link, base_url);
  return new URL(target.pathname + target.search, base_url).href;
}

function listPages(connection: Connection, endpoint: Endpoint, values: Arguments, options: PageOptions) {
  const { wrapper } = endpoint.result;
  const fetchPage = async (url: string): Promise<Page<unknown>> => {
    const request: Request =
      url === ''
        ? await buildRequest(connection, endpoint, values, options)
        : { method: endpoint.method, url, signal: options.signal };
    const response = await sendRequest(connection, request);
    const body = await readJson(response, request);
    const items = wrapper === undefined ? body : (body as Readonly<Record<string, unknown>>)[wrapper];
    const next = findLink(response.headers.get('link'), 'next');
    return {
      items: Array.isArray(items) ? items : [],
      next: next === null ? null : followLink(connection.base_url, next),
    };
  };
  // The first address is built when the first page is asked for.
  return readPages('', fetchPage);
}

function createMethod(connection: Connection, endpoint: Endpoint) {
  return (values: Arguments = {}, options: PageOptions = {}): unknown => {
    if (endpoint.result.paginated) return listPages(connection, endpoint, values, options);
    return (async () => {
      const request = await buildRequest(connection, endpoint, values, options);
      const response = await sendRequest(connection, request);
      return endpoint.result.form === 'bytes' ? bytesOf(response) : readJson(response, request);
    })();
  };
}

const PART_BYTES = 8 * 1024 * 1024;

/** Makes an import, again under the same key while no answer comes, and sends its file. */
async function sendSisImport(
  methods: Omit<Client, keyof WaitingMethods>,
  connection: Connection,
  clock: Sleep,
  values: Parameters<Client['sendSisImportInParts']>[0],
  upload: Upload,
  { signal, part_bytes = PART_BYTES, onProgress }: InPartsOptions,
): Promise<SisImport> {
  const call = signal ? { signal } : {};
  const source = await openPieces(upload);
  try {
    const pre_attachment = { name: source.name, size: source.size_bytes };
    const wanted = { idempotency_key: crypto.randomUUID(), ...values, pre_attachment };
    const made = await waitUntil(
      () => methods.createSisImport(wanted, call),
      () => true,
      { ...call, sleep: clock },
    );
    if (made.pre_attachment !== undefined) {
      const { pre_attachment: ticket } = made;
      await sendInParts(connection, ticket, source, { signal, part_bytes, onProgress, sleep: clock });
    }
    return await methods.showSisImport({ account_id: values.account_id, id: made.id }, call);
  } finally {
    await source.close();
  }
}

function readBaseUrl(text: string): string {
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TypeError(`"${text}" is no http address.`);
  if (url.username || url.password || url.search) {
    throw new TypeError('The address of a server holds no credentials and no query.');
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/**
 * A typed client for a rollcall or Canvas server; it needs nothing but `fetch`.
 * Its methods throw ResponseError when the server says no and ConnectionError when it says nothing.
 * @throws TypeError when `base_url` is no http address.
 */
export function createClient(options: ClientOptions): Client {
  const connection: Connection = {
    base_url: readBaseUrl(options.base_url),
    token: options.token ?? null,
    // Bound, as browsers demand `window` as its this.
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
  };
  const clock = options.sleep ?? sleep;
  const methods = Object.fromEntries(
    Object.entries(endpoints).map(([name, endpoint]) => [name, createMethod(connection, endpoint)]),
  ) as unknown as Omit<Client, keyof WaitingMethods>;
  const call = (signal: AbortSignal | undefined): CallOptions => (signal ? { signal } : {});
  return {
    ...methods,
    waitForSisImport: (which, wait = {}) =>
      waitUntil(
        () => methods.showSisImport(which, call(wait.signal)),
        (state) => endStates.some((end) => end === state.workflow_state),
        { ...wait, sleep: clock },
      ),
    waitForReport: (which, wait = {}) =>
      waitUntil(
        () => methods.showReport(which, call(wait.signal)),
        (state) => endedReports.includes(state.status),
        { ...wait, sleep: clock },
      ),
    sendSisImportInParts: (values, upload, options = {}) =>
      sendSisImport(methods, connection, clock, values, upload, options),
    async openFile({ url }, { signal } = {}) {
      return bytesOf(await sendRequest({ ...connection, token: null }, { method: 'GET', url, signal }));
    },
  };
}
