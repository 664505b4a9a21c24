import type { Endpoint } from '../api/index.ts';
import { type Arguments, encodeFields, encodeHeaders, encodePath, type Field } from './encode-arguments.ts';
import { ResponseError } from './errors.ts';
import { type EventOptions, followEvents } from './follow-events.ts';
import { findLink, type Page, readPages } from './pages.ts';
import { fetchBytes, fetchJson, ordinaryPatience, type Patience } from './send-patiently.ts';
import { type Connection, nameOf, type Request, sendOnce } from './send-request.ts';
import { stringifyIds } from './string-ids.ts';
import { encodeUpload, type UploadBody } from './upload/encode-upload.ts';
import { openUpload } from './upload/open-upload.ts';
import type { Upload, UploadSource } from './upload/upload.ts';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface PageOptions extends CallOptions {
  /** Items per request; the server's default is 10, its maximum 100. */
  readonly per_page?: number | undefined;
}

/** How a call is made; not all of it is for callers from outside. */
export interface InnerOptions extends PageOptions {
  readonly patience?: Patience;
  /** The upload among the arguments, opened already. */
  readonly source?: UploadSource;
  /** Called with each body that an upload is sent as. */
  readonly onBody?: (body: UploadBody) => void;
}

const queryOf = (fields: readonly Field[]) =>
  new URLSearchParams(fields.map(([name, value]) => [name, value]));

function withQuery(url: string, fields: readonly Field[]): string {
  if (fields.length === 0) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${queryOf(fields)}`;
}

function inQuery(endpoint: Endpoint, name: string): boolean {
  const parameter = endpoint.parameters[name];
  return parameter !== undefined && 'in_query' in parameter && parameter.in_query === true;
}

async function buildRequest(
  { base_url }: Connection,
  endpoint: Endpoint,
  values: Arguments,
  { signal, per_page, source: opened, onBody }: InnerOptions,
): Promise<Request> {
  const all = encodeFields(endpoint, values);
  const [file_field] = Object.entries(endpoint.parameters).find(([, { kind }]) => kind === 'file') ?? [];
  const upload = file_field === undefined ? undefined : values[file_field];
  const source = opened ?? (upload ? await openUpload(upload as Upload) : undefined);
  // Where a file is taken, a body that is no form counts as one.
  const isInQuery = ([name]: Field) => (file_field !== undefined && !source) || inQuery(endpoint, name);
  const url = withQuery(base_url + encodePath(endpoint, values), all.filter(isInQuery));
  const fields = all.filter((field) => !isInQuery(field));
  const headers = encodeHeaders(endpoint, values);
  const { method } = endpoint;
  if (file_field !== undefined && source) {
    const openBody = async () => {
      const body = await encodeUpload(fields, file_field, source);
      onBody?.(body);
      return body;
    };
    return { method, url, signal, headers, openBody, is_repeatable: source.is_repeatable };
  }
  if (method !== 'GET') {
    const openBody = async () => ({ body: queryOf(fields) });
    return { method, url, signal, headers, ...(fields.length > 0 ? { openBody } : {}) };
  }
  const page: readonly Field[] = per_page === undefined ? [] : [['per_page', String(per_page)]];
  return { method, url: withQuery(url, [...fields, ...page]), headers, signal };
}

/** The same origin for every page: a link is followed with the token, which is for this server alone. */
function followLink(base_url: string, link: string): string {
  const target = new URL(link, base_url);
  return new URL(target.pathname + target.search, base_url).href;
}

/** The list in an answer. Releases differ in whether they wrap it, so that either form is taken for any list. */
function findItems(body: unknown, wrapper: string | undefined): readonly unknown[] | null {
  if (Array.isArray(body)) return body;
  const fields = body as Readonly<Record<string, unknown>>;
  const wrapped = wrapper === undefined ? undefined : fields[wrapper];
  if (wrapped !== undefined) return Array.isArray(wrapped) ? wrapped : wrapped === null ? [] : null;
  const lists = Object.values(fields).filter((value) => Array.isArray(value));
  return lists.length === 1 ? (lists[0] ?? null) : null;
}

/** A page and what was said about it. */
export interface FetchedPage extends Page<unknown> {
  readonly headers: Headers;
}

/** Fetches one page of a list; `url` is where, null for the first. */
export async function fetchPage(
  connection: Connection,
  endpoint: Endpoint,
  values: Arguments,
  options: InnerOptions = {},
  url: string | null = null,
): Promise<FetchedPage> {
  const request: Request =
    url === null
      ? await buildRequest(connection, endpoint, values, options)
      : { method: endpoint.method, url, signal: options.signal };
  const { body, headers } = await fetchJson(connection, request, options.patience);
  const items = findItems(body, endpoint.result.wrapper);
  if (items === null) {
    throw new ResponseError(`${nameOf(request)} did not answer with a list.`, { status: 200, body });
  }
  const next = findLink(headers.get('link'), 'next');
  return {
    items: connection.string_ids ? items.map(stringifyIds) : items,
    next: next === null ? null : followLink(connection.base_url, next),
    headers,
  };
}

/** Calls an endpoint that answers with JSON at once. */
export async function callEndpoint(
  connection: Connection,
  endpoint: Endpoint,
  values: Arguments,
  options: InnerOptions = {},
): Promise<unknown> {
  const request = await buildRequest(connection, endpoint, values, options);
  const { body } = await fetchJson(connection, request, options.patience ?? ordinaryPatience);
  return connection.string_ids ? stringifyIds(body) : body;
}

/** The bytes of an answer. */
export function bytesOf(response: Response): ReadableStream<Uint8Array> {
  return response.body ?? new ReadableStream({ start: (controller) => controller.close() });
}

function streamEvents(
  connection: Connection,
  endpoint: Endpoint,
  values: Arguments,
  options: EventOptions,
): AsyncGenerator<unknown> {
  const open = async (last_event_id: string | null) => {
    const from = last_event_id === null ? values : { ...values, last_event_id };
    const request = await buildRequest(connection, endpoint, from, { signal: options.signal });
    // Once: whoever follows a stream tries again by itself.
    return bytesOf(await sendOnce(connection, request));
  };
  const read = (data: string): unknown => {
    const event: unknown = JSON.parse(data);
    return connection.string_ids ? stringifyIds(event) : event;
  };
  return followEvents(open, read, { ...options, sleep: connection.sleep });
}

/** Makes the method of an endpoint. */
export function createMethod(connection: Connection, endpoint: Endpoint) {
  return (values: Arguments = {}, { signal, per_page, onGap }: PageOptions & EventOptions = {}): unknown => {
    const options = { signal, per_page };
    if (endpoint.result.paginated)
      return readPages((url) => fetchPage(connection, endpoint, values, options, url));
    if (endpoint.result.form === 'events')
      return streamEvents(connection, endpoint, values, { signal, onGap });
    if (endpoint.result.form !== 'bytes') return callEndpoint(connection, endpoint, values, options);
    return (async () =>
      bytesOf(await fetchBytes(connection, await buildRequest(connection, endpoint, values, options))))();
  };
}
