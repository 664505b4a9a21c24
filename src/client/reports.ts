import { endpoints, type Report, type ReportDescription } from '../api/index.ts';
import { type CallOptions, callEndpoint, type PageOptions } from './call-endpoint.ts';
import type { ArgumentsFor, EndpointMethods, Shown } from './methods.ts';
import type { Pages } from './pages.ts';
import { idOf, type Which } from './progress.ts';
import { longPatience } from './send-patiently.ts';
import type { Connection } from './send-request.ts';
import { makeWaiting, type Waiting, type WaitOptions } from './wait-until.ts';

/** What a report takes, e.g. `{ users: true, include_deleted: true }`. */
export type ReportParameters = NonNullable<ArgumentsFor<'startReport'>['parameters']>;

/** A run of a report: what kind, and which. */
export interface ReportRun {
  readonly report: string;
  readonly id: number | string;
}

/** Reports of the client's account: `client.reports`. */
export interface ReportMethods<S extends boolean> {
  /** The kinds of reports that the account offers. */
  kinds(options?: CallOptions): Promise<readonly Shown<ReportDescription, S>[]>;
  /** Starts a report such as `sis_export_csv`. */
  start(report: string, parameters?: ReportParameters, options?: CallOptions): Promise<Shown<Report, S>>;
  get(report: string, which: Which, options?: CallOptions): Promise<Shown<Report, S>>;
  /** The runs of a report, newest first. */
  list(report: string, options?: PageOptions): Pages<Shown<Report, S>>;
  abort(report: string, which: Which, options?: CallOptions): Promise<Shown<Report, S>>;
  /** Deletes a run and its file. */
  delete(report: string, which: Which, options?: CallOptions): Promise<Shown<Report, S>>;
  /** Waits until a run has ended, well or badly. */
  waitFor(run: ReportRun, options?: WaitOptions<Shown<Report, S>>): Waiting<Shown<Report, S>>;
  /** Starts a report and waits for its end; a signal that is aborted aborts the run as well. */
  run(
    report: string,
    parameters?: ReportParameters,
    options?: WaitOptions<Shown<Report, S>>,
  ): Promise<Shown<Report, S>>;
  /** Opens the file of a run: a CSV, or a zip of several. Null where the run made none. */
  open(
    run: Pick<Shown<Report, S>, 'attachment'>,
    options?: CallOptions,
  ): Promise<ReadableStream<Uint8Array> | null>;
}

/** What the methods of an account are made from. */
export interface AccountContext {
  readonly connection: Connection;
  readonly methods: EndpointMethods<false>;
  readonly openFile: (
    file: { readonly url: string },
    options?: CallOptions,
  ) => Promise<ReadableStream<Uint8Array>>;
  readonly account_id: number | string;
}

const ended: readonly Report['status'][] = ['complete', 'error', 'aborted', 'deleted'];

/** Makes `client.reports`. */
export function makeReportMethods(context: AccountContext): ReportMethods<false> {
  const { connection, methods, account_id } = context;
  const at = (report: string, which: Which) => ({ account_id, report, id: idOf(which) });
  const self: ReportMethods<false> = {
    kinds: (options) => methods.listReports({ account_id }, options),
    start: (report, parameters = {}, options) =>
      methods.startReport({ account_id, report, parameters }, options),
    get: (report, which, options) => methods.showReport(at(report, which), options),
    list: (report, options) => methods.listReportRuns({ account_id, report }, options),
    abort: (report, which, options) => methods.abortReport(at(report, which), options),
    delete: (report, which, options) => methods.deleteReport(at(report, which), options),
    waitFor: ({ report, id }, options = {}) =>
      makeWaiting(
        {
          look: async () =>
            (await callEndpoint(connection, endpoints.showReport, at(report, id), {
              signal: options.signal,
              patience: longPatience,
            })) as Report,
          isEnd: ({ status }) => ended.includes(status),
          percentOf: ({ progress }) => progress ?? null,
          traceOf: ({ status, progress, current_line }) => [status, progress, current_line].join(),
        },
        { ...options, sleep: connection.sleep },
      ),
    async run(report, parameters, options = {}) {
      const started = await self.start(report, parameters, { signal: options.signal });
      try {
        return await self.waitFor({ report, id: started.id }, options);
      } catch (error) {
        // Nobody will fetch it any more. Whether that can be said in time is not what the caller asked.
        if (options.signal?.aborted) await self.abort(report, started.id).catch(() => null);
        throw error;
      }
    },
    open: async ({ attachment }, options) => (attachment ? context.openFile(attachment, options) : null),
  };
  return self;
}
