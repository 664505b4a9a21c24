import { endpoints, type Progress } from '../api/index.ts';
import { type CallOptions, callEndpoint } from './call-endpoint.ts';
import type { EndpointMethods, Shown } from './methods.ts';
import { longPatience } from './send-patiently.ts';
import type { Connection } from './send-request.ts';
import { makeWaiting, type Waiting, type WaitOptions } from './wait-until.ts';

/** Something by its id, or the object that has it. */
export type Which = number | string | { readonly id: number | string };

/** The id of either. */
export const idOf = (which: Which): number | string => (typeof which === 'object' ? which.id : which);

/** Work that goes on after its request was answered: `client.progress`. */
export interface ProgressMethods<S extends boolean> {
  get(which: Which, options?: CallOptions): Promise<Shown<Progress, S>>;
  /** Stops what has not ended yet; `message` is what the Progress is to say. */
  cancel(which: Which, options?: CallOptions & { readonly message?: string }): Promise<Shown<Progress, S>>;
  /** Waits until it is completed or has failed. */
  waitFor(which: Which, options?: WaitOptions<Shown<Progress, S>>): Waiting<Shown<Progress, S>>;
}

const LONGEST_PAUSE_MS = 5_000;

/** Makes `client.progress`. */
export function makeProgressMethods(
  connection: Connection,
  methods: EndpointMethods<false>,
): ProgressMethods<false> {
  return {
    get: (which, options) => methods.showProgress({ id: idOf(which) }, options),
    cancel: (which, { message, ...options } = {}) =>
      methods.cancelProgress({ id: idOf(which), ...(message === undefined ? {} : { message }) }, options),
    waitFor: (which, options = {}) =>
      makeWaiting(
        {
          look: async () =>
            (await callEndpoint(
              connection,
              endpoints.showProgress,
              { id: idOf(which) },
              {
                signal: options.signal,
                patience: longPatience,
              },
            )) as Progress,
          isEnd: ({ workflow_state }) => workflow_state === 'completed' || workflow_state === 'failed',
          percentOf: ({ completion }) => completion ?? null,
          traceOf: ({ workflow_state, completion, updated_at }) =>
            [workflow_state, completion, updated_at].join(),
        },
        { longest_pause_ms: LONGEST_PAUSE_MS, ...options, sleep: connection.sleep },
      ),
  };
}
