import { endpoints, type Progress, type SisImport, type SisImportError } from '../../api/index.ts';
import { type CallOptions, callEndpoint, type PageOptions } from '../call-endpoint.ts';
import type { ArgumentsFor, Shown } from '../methods.ts';
import { mapPages, type Pages } from '../pages.ts';
import { idOf, type Which } from '../progress.ts';
import type { AccountContext } from '../reports.ts';
import { longPatience } from '../send-patiently.ts';
import type { Upload } from '../upload/upload.ts';
import { makeWaiting, type Waiting, type WaitOptions } from '../wait-until.ts';
import { completeSisImport, hasEnded, isHeld } from './complete-sis-import.ts';
import { findTracedImports, type UploadTrace } from './find-lost-import.ts';
import { openErrorsFile } from './open-errors-file.ts';
import { type SubmitOptions, submitImport } from './submit-import.ts';

type Without<T, K extends string> = Omit<T, 'account_id' | K>;

/** The options of an import by their names in the API, `idempotency_key` among them. */
export type SisImportOptions = Without<
  ArgumentsFor<'createSisImport'>,
  'attachment' | 'pre_attachment' | 'extension'
>;

/** SIS imports of the client's account: `client.sisImports`. */
export interface SisImportMethods<S extends boolean> {
  /**
   * Sends a file, bytes, a stream or a folder and returns the import that was made of it. However often the connection
   * breaks, one is made.
   */
  create(upload: Upload, values?: SisImportOptions, options?: SubmitOptions): Promise<Shown<SisImport, S>>;
  /**
   * The imports that may have come of an upload, by the trace that `create` gave to `beforeSending` and the options that it
   * got: none, one, or several that cannot be told apart.
   */
  findSent(
    trace: UploadTrace,
    values?: SisImportOptions,
    options?: CallOptions,
  ): Promise<readonly Shown<SisImport, S>[]>;
  get(which: Which, options?: CallOptions): Promise<Shown<SisImport, S>>;
  /** All imports, newest first. */
  list(
    filter?: Without<ArgumentsFor<'listSisImports'>, never>,
    options?: PageOptions,
  ): Pages<Shown<SisImport, S>>;
  /** Those that are running now. */
  importing(options?: PageOptions): Pages<Shown<SisImport, S>>;
  /** Stops an import that has not ended; the rows it has applied stay. */
  abort(which: Which, options?: CallOptions): Promise<Shown<SisImport, S>>;
  /** Stops every import that waits; the running one goes on. */
  abortAllPending(options?: CallOptions): Promise<void>;
  /** Gives what an import has changed its former state; `client.progress.waitFor` tells when that is done. */
  restoreStates(
    which: Which,
    values?: Without<ArgumentsFor<'restoreSisImportStates'>, 'id'>,
    options?: CallOptions,
  ): Promise<Shown<Progress, S>>;
  /** The messages of an import, or with null those of all imports of the account, newest first. */
  errors(
    which: Which | null,
    filter?: { readonly failure?: boolean },
    options?: PageOptions,
  ): Pages<Shown<SisImportError, S>>;
  /**
   * Opens the file of all messages, which Canvas may finish some time after the import: it is waited for. Null where the
   * import has no messages, or no such file comes.
   */
  openErrorsFile(
    which: Which,
    options?: CallOptions & { readonly patience_ms?: number },
  ): Promise<ReadableStream<Uint8Array> | null>;
  /** Waits until an import has ended, well or badly. */
  waitFor(which: Which, options?: WaitOptions<Shown<SisImport, S>>): Waiting<Shown<SisImport, S>>;
}

// An import of a school takes minutes: a look now and then leaves the quota to others.
const LONGEST_PAUSE_MS = 10_000;

/** Makes `client.sisImports`. */
export function makeSisImportMethods(context: AccountContext): SisImportMethods<false> {
  const { connection, methods, account_id } = context;
  const at = (which: Which) => ({ account_id, id: idOf(which) });
  const look = async (which: Which, signal: AbortSignal | undefined) => {
    const options = { signal, patience: longPatience };
    return completeSisImport(
      (await callEndpoint(connection, endpoints.showSisImport, at(which), options)) as SisImport,
    );
  };
  return {
    create: (upload, values = {}, options) => submitImport(connection, account_id, values, upload, options),
    findSent: async (trace, values = {}, options = {}) =>
      (await findTracedImports(connection, account_id, trace, values, options.signal)).map(completeSisImport),
    get: async (which, options) => completeSisImport(await methods.showSisImport(at(which), options)),
    list: (filter = {}, options) =>
      mapPages(methods.listSisImports({ account_id, ...filter }, options), completeSisImport),
    importing: (options) =>
      mapPages(methods.listImportingSisImports({ account_id }, options), completeSisImport),
    abort: async (which, options) => completeSisImport(await methods.abortSisImport(at(which), options)),
    async abortAllPending(options) {
      await methods.abortAllPendingSisImports({ account_id }, options);
    },
    restoreStates: (which, values = {}, options) =>
      methods.restoreSisImportStates({ ...at(which), ...values }, options),
    errors: (which, filter = {}, options) =>
      which === null
        ? methods.listAccountSisImportErrors({ account_id, ...filter }, options)
        : methods.listSisImportErrors({ ...at(which), ...filter }, options),
    openErrorsFile: (which, { signal, patience_ms } = {}) =>
      openErrorsFile(context, () => look(which, signal), { signal, patience_ms }),
    waitFor: (which, options = {}) =>
      makeWaiting(
        {
          look: () => look(which, options.signal),
          // What is held does not move before a person says so.
          isEnd: (state) => hasEnded(state) || isHeld(state),
          percentOf: ({ progress }) => progress,
          traceOf: ({ workflow_state, progress, updated_at, data }) =>
            JSON.stringify([workflow_state, progress, updated_at, data.counts ?? null, data.phase ?? null]),
        },
        { longest_pause_ms: LONGEST_PAUSE_MS, ...options, sleep: connection.sleep },
      ),
  };
}
