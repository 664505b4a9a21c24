/**
 * The language in which endpoints are declared. The server's routes check themselves against these
 * declarations, and the typed client and the API reference page are derived from them.
 */

/** The permissions that endpoints ask for; several mean that any one of them is enough. */
export type Permission =
  | 'import_sis'
  | 'manage_sis'
  | 'read_sis'
  | 'read_reports'
  | 'manage_account_settings'
  | 'manage_account_memberships'
  | 'manage_role_overrides'
  | 'manage_terms'
  | 'read_roster'
  | 'manage_user_logins'
  | 'read_course_list'
  | 'manage_courses_admin'
  | 'manage_sections_edit'
  | 'manage_students'
  | 'manage_groups_manage'
  | 'site_admin';

/** What a parameter holds. `id` is an integer, digits, or a SIS form such as `sis_term_id:F26`. */
export type ParameterKind = 'string' | 'boolean' | 'integer' | 'id' | 'timestamp' | 'file';

export interface ValueParameter {
  readonly kind: ParameterKind;
  readonly required?: true;
  /** Given as `name[]` any number of times. */
  readonly list?: true;
  /** Stands in the address even where the call has a body. */
  readonly in_query?: true;
  /** The words it takes. */
  readonly values?: readonly string[];
  readonly max_length?: number;
  /** One sentence for the reference page. */
  readonly summary: string;
}

/**
 * Parameters that share a prefix: `account[name]` is member `name` of group `account`. A member may be a group itself:
 * `account[settings][elementary]`.
 */
export interface GroupParameter {
  readonly kind: 'group';
  readonly required?: true;
  readonly members: Parameters;
  readonly summary: string;
}

/** Free `name[key]=value` pairs, as the parameters of a report are sent. */
export interface MapParameter {
  readonly kind: 'map';
  readonly required?: true;
  readonly summary: string;
}

export type Parameter = ValueParameter | GroupParameter | MapParameter;

export type Parameters = Readonly<Record<string, Parameter>>;

/** What comes back; `T` is the type of one item and lives at compile time only. */
export interface Result<T> {
  /** The name of the item's shape on the reference page, e.g. `SisImport`. */
  readonly shape: string;
  /** `object`: the item itself. `list`: an array of it. `wrapped_list`: an object with one key that holds the array. `events`: server-sent events, an item each. */
  readonly form: 'object' | 'list' | 'wrapped_list' | 'bytes' | 'events';
  /** The key of a wrapped list, e.g. `sis_imports`. */
  readonly wrapper?: string;
  /** Answers in pages with `Link` headers. */
  readonly paginated?: true;
  /** Never set: carries the item's type. */
  readonly item?: T;
}

export interface Endpoint {
  /** Verb and noun; the name of the client's method, e.g. `createSisImport`. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From the host on, with `:name` for ids in the path. */
  readonly path: string;
  readonly parameters: Parameters;
  /** Request headers with a meaning of their own, in snake_case: `idempotency_key` is sent as `Idempotency-Key`. */
  readonly headers?: Readonly<Record<string, ValueParameter>>;
  readonly result: Result<unknown>;
  /** Any one of these is enough; empty: every signed-in admin; null: no token is needed. */
  readonly permission: readonly Permission[] | null;
  /** One sentence for the reference page. */
  readonly summary: string;
}

/** Checks a declaration at compile time and keeps its literal types. */
export function defineEndpoint<const T extends Endpoint>(endpoint: T): T {
  return endpoint;
}

/** A single object. */
export function oneOf<T>(shape: string): Result<T> & { readonly form: 'object' } {
  return { shape, form: 'object' };
}

/** A bare array that comes in pages. */
export function pagesOf<T>(shape: string): Result<T> & { readonly form: 'list'; readonly paginated: true } {
  return { shape, form: 'list', paginated: true };
}

/** A bare array that comes at once. */
export function listOf<T>(shape: string): Result<T> & { readonly form: 'list' } {
  return { shape, form: 'list' };
}

/** An array under a key, in pages: `{"sis_imports": [...]}`. */
export function wrappedPagesOf<T, const W extends string>(
  wrapper: W,
  shape: string,
): Result<T> & { readonly form: 'wrapped_list'; readonly wrapper: W; readonly paginated: true } {
  return { shape, form: 'wrapped_list', wrapper, paginated: true };
}

/** The bytes of a file. */
export function bytes(): Result<never> & { readonly form: 'bytes' } {
  return { shape: 'bytes', form: 'bytes' };
}

/** Server-sent events, each of them an item. */
export function eventsOf<T>(shape: string): Result<T> & { readonly form: 'events' } {
  return { shape, form: 'events' };
}

type PathNames<P extends string> = P extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer Tail}`
    ? Name | PathNames<Tail>
    : Rest
  : never;

type ScalarOf<P extends ValueParameter> = P extends { readonly values: readonly (infer V)[] }
  ? V
  : P['kind'] extends 'boolean'
    ? boolean
    : P['kind'] extends 'integer'
      ? number
      : P['kind'] extends 'id'
        ? number | string
        : P['kind'] extends 'file'
          ? unknown
          : string;

type ValueOf<P extends Parameter> = P extends GroupParameter
  ? ValuesOf<P['members']>
  : P extends MapParameter
    ? Readonly<Record<string, string | number | boolean | null>>
    : P extends ValueParameter
      ? P extends { readonly list: true }
        ? readonly ScalarOf<P>[]
        : ScalarOf<P>
      : never;

type RequiredNames<P extends Parameters> = {
  [K in keyof P]: P[K] extends { readonly required: true } ? K : never;
}[keyof P];

/** The values that a record of declared parameters takes: required ones must be there. */
export type ValuesOf<P extends Parameters> = {
  readonly [K in RequiredNames<P>]: ValueOf<P[K]>;
} & {
  readonly [K in Exclude<keyof P, RequiredNames<P>>]?: ValueOf<P[K]>;
};

type HeadersOf<E extends Endpoint> = E extends { readonly headers: infer H extends Parameters }
  ? ValuesOf<H>
  : unknown;

/** Everything a call of the endpoint takes: the ids of its path, its parameters and its headers. */
export type ArgumentsOf<E extends Endpoint> = {
  readonly [K in PathNames<E['path']>]: number | string;
} & ValuesOf<E['parameters']> &
  HeadersOf<E>;

/** The type of one item of the endpoint's answer. */
export type ItemOf<E extends Endpoint> = NonNullable<E['result']['item']>;

/** The body of the endpoint's answer, wrapper and all. */
export type ResultOf<E extends Endpoint> = E['result'] extends { readonly form: 'object' }
  ? ItemOf<E>
  : E['result'] extends { readonly form: 'list' }
    ? readonly ItemOf<E>[]
    : E['result'] extends { readonly form: 'wrapped_list'; readonly wrapper: infer W extends string }
      ? { readonly [K in W]: readonly ItemOf<E>[] }
      : never;
