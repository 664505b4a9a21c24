import type { ArgumentsOf, Endpoint, endpoints, ItemOf, ResultOf } from '../api/index.ts';
import type { CallOptions, PageOptions } from './call-endpoint.ts';
import type { EventOptions } from './follow-events.ts';
import type { Pages } from './pages.ts';
import type { WithStringIds } from './string-ids.ts';
import type { Upload } from './upload/upload.ts';

/** A shape of the API as a client with or without string ids gives it. */
export type Shown<T, S extends boolean> = S extends true ? WithStringIds<T> : T;

type FileNames<E extends Endpoint> = {
  [K in keyof E['parameters']]: E['parameters'][K] extends { readonly kind: 'file' } ? K : never;
}[keyof E['parameters']];

/** What a call of an endpoint takes, with an Upload for its file. */
export type CallArguments<E extends Endpoint> = Omit<ArgumentsOf<E>, FileNames<E>> & {
  readonly [K in FileNames<E>]?: Upload;
};

/** Arguments may be left out where the endpoint takes none. */
type Call<A, O, R> =
  Record<never, never> extends A ? (values?: A, options?: O) => R : (values: A, options?: O) => R;

type Method<E extends Endpoint, S extends boolean> = E['result'] extends { readonly paginated: true }
  ? Call<CallArguments<E>, PageOptions, Pages<Shown<ItemOf<E>, S>>>
  : E['result'] extends { readonly form: 'events' }
    ? Call<CallArguments<E>, EventOptions, AsyncGenerator<Shown<ItemOf<E>, S>>>
    : E['result'] extends { readonly form: 'bytes' }
      ? Call<CallArguments<E>, CallOptions, Promise<ReadableStream<Uint8Array>>>
      : Call<CallArguments<E>, CallOptions, Promise<Shown<ResultOf<E>, S>>>;

type Endpoints = typeof endpoints;

/** The arguments of a call by the name of its endpoint. */
export type ArgumentsFor<K extends keyof Endpoints> = CallArguments<Endpoints[K]>;

/** A method per endpoint, named as it is declared: `createSisImport`, `listSisImportErrors` ... */
export type EndpointMethods<S extends boolean> = { readonly [K in keyof Endpoints]: Method<Endpoints[K], S> };
