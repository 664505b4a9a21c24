import { endpoints, type Report, type SisImport, type File as StoredFile } from '../api/index.ts';
import { bytesOf, type CallOptions, createMethod } from './call-endpoint.ts';
import type { ArgumentsFor, EndpointMethods, Shown } from './methods.ts';
import { makeProgressMethods, type ProgressMethods } from './progress.ts';
import { openQuota } from './quota.ts';
import { makeReportMethods, type ReportMethods } from './reports.ts';
import { fetchBytes } from './send-patiently.ts';
import type { Connection } from './send-request.ts';
import { type InPartsOptions, sendSisImportInParts } from './sis-imports/send-in-parts-of-import.ts';
import { makeSisImportMethods, type SisImportMethods } from './sis-imports/sis-imports.ts';
import type { Upload } from './upload/upload.ts';
import { type Sleep, sleep, type WaitOptions } from './wait-until.ts';

export interface ClientOptions {
  /** Scheme and host of the server, e.g. `https://school.example`; a path is kept. */
  readonly base_url: string;
  /** Sent as `Authorization: Bearer` and never put anywhere else. */
  readonly token?: string;
  /** The account of `sisImports` and `reports`, by id or as `sis_account_id:...`; `self` if not given. */
  readonly account_id?: number | string;
  /** Ids as strings, so that 64-bit ones survive; numbers if not given, as the API has them by default. */
  readonly string_ids?: boolean;
  /** How long a read may take before it counts as broken; 60,000 if not given. */
  readonly read_timeout_ms?: number;
  readonly fetch?: typeof globalThis.fetch;
  /** The clock of everything that waits, for tests. */
  readonly sleep?: Sleep;
}

interface AccountId {
  readonly account_id: number | string;
}

/** The methods that are no endpoints. */
export interface MoreMethods<S extends boolean = false> {
  /** SIS imports of the client's account: created, looked at, waited for. */
  readonly sisImports: SisImportMethods<S>;
  /** Reports of the client's account: started, waited for, downloaded. */
  readonly reports: ReportMethods<S>;
  /** Work that goes on after its request was answered. */
  readonly progress: ProgressMethods<S>;
  /** Looks at an import of any account until it has ended, well or badly, and returns it. */
  waitForSisImport(
    which: AccountId & { readonly id: number | string },
    options?: WaitOptions<Shown<SisImport, S>>,
  ): Promise<Shown<SisImport, S>>;
  /** Looks at a run of a report of any account until it has ended, well or badly, and returns it. */
  waitForReport(
    which: AccountId & { readonly report: string; readonly id: number | string },
    options?: WaitOptions<Shown<Report, S>>,
  ): Promise<Shown<Report, S>>;
  /**
   * Makes an import and sends its file in parts, so that a broken connection costs no more than one of them. Neither
   * the import nor any byte is made or taken twice. Needs a rollcall server.
   */
  sendSisImportInParts(
    values: Omit<ArgumentsFor<'createSisImport'>, 'attachment' | 'pre_attachment'>,
    upload: Upload,
    options?: InPartsOptions,
  ): Promise<Shown<SisImport, S>>;
  /** Opens the bytes of a stored file by its signed address; no token is sent along. */
  openFile(file: Pick<StoredFile, 'url'>, options?: CallOptions): Promise<ReadableStream<Uint8Array>>;
}

/** A client: a method per endpoint, and those that need more than one request. */
export type Client<S extends boolean = false> = EndpointMethods<S> & MoreMethods<S>;

const READ_TIMEOUT_MS = 60_000;

function readBaseUrl(text: string): string {
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TypeError(`"${text}" is no http address.`);
  if (url.username || url.password || url.search) {
    throw new TypeError('The address of a server holds no credentials and no query.');
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** A token goes into a header; what cannot stand there the platform would show in its complaint. */
function readToken(token: string | undefined): string | null {
  if (token === undefined) return null;
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new TypeError('The token holds blanks or characters that no token has.');
  return token;
}

function makeClient(options: ClientOptions): Client {
  const clock = options.sleep ?? sleep;
  const connection: Connection = {
    base_url: readBaseUrl(options.base_url),
    token: readToken(options.token),
    // Bound, as browsers demand `window` as its this.
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    sleep: clock,
    quota: openQuota(clock),
    read_timeout_ms: options.read_timeout_ms ?? READ_TIMEOUT_MS,
    string_ids: options.string_ids ?? false,
  };
  const methods = Object.fromEntries(
    Object.entries(endpoints).map(([name, endpoint]) => [name, createMethod(connection, endpoint)]),
  ) as unknown as EndpointMethods<false>;
  const unsigned = { ...connection, token: null };
  const openFile: Client['openFile'] = async ({ url }, { signal } = {}) =>
    bytesOf(await fetchBytes(unsigned, { method: 'GET', url, signal }));
  const account_id = options.account_id ?? 'self';
  const of = (id: number | string) => ({ connection, methods, openFile, account_id: id });
  return {
    ...methods,
    sisImports: makeSisImportMethods(of(account_id)),
    reports: makeReportMethods(of(account_id)),
    progress: makeProgressMethods(connection, methods),
    waitForSisImport: async (which, wait) =>
      makeSisImportMethods(of(which.account_id)).waitFor(which, { longest_pause_ms: 2_000, ...wait }),
    waitForReport: async (which, wait) => makeReportMethods(of(which.account_id)).waitFor(which, wait),
    sendSisImportInParts: (values, upload, parts = {}) =>
      sendSisImportInParts(connection, methods, values, upload, parts),
    openFile,
  };
}

/**
 * A typed client for a rollcall or Canvas server; it needs nothing but `fetch`.
 * Its methods throw ResponseError when the server says no and ConnectionError when it says nothing.
 * @throws TypeError when `base_url` is no http address, or the token cannot be one.
 */
export function createClient(options: ClientOptions & { readonly string_ids: true }): Client<true>;
export function createClient(options: ClientOptions): Client;
export function createClient(options: ClientOptions): unknown {
  // What differs is in the answers alone, which no type here can see.
  return makeClient(options);
}
