import type { Endpoint, Parameter } from '../api/index.ts';

/** The values of a call by name, before their kinds are known. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Name and value as they go into a query or a form, e.g. `['account[name]', 'Lakeside']`. */
export type Field = readonly [name: string, value: string];

function encodeSegment(name: string, value: unknown): string {
  const text = String(value ?? '');
  // `..` would lead to another endpoint even when it is percent-encoded.
  if (text === '' || text === '.' || text === '..')
    throw new TypeError(`${name} must be an id, not "${text}".`);
  // The server drops a `.json` at the end of a path, so that a dot in an id must not look like one.
  return encodeURIComponent(text).replaceAll('.', '%2E');
}

/**
 * Puts the ids into an endpoint's path: `/api/v1/accounts/self/sis_imports/7`.
 * @throws TypeError for an id that cannot stand in a path.
 */
export function encodePath(endpoint: Endpoint, values: Arguments): string {
  return endpoint.path.replaceAll(/:([a-z_]+)/g, (_all, name: string) => encodeSegment(name, values[name]));
}

function encodeParameter(name: string, parameter: Parameter, value: unknown): Field[] {
  if (value === undefined || value === null || parameter.kind === 'file') return [];
  if (parameter.kind === 'group') {
    const members = value as Arguments;
    return Object.entries(parameter.members).flatMap(([key, member]) =>
      encodeParameter(`${name}[${key}]`, member, members[key]),
    );
  }
  if (parameter.kind === 'map') {
    return Object.entries(value as Arguments).map(([key, item]) => [`${name}[${key}]`, String(item ?? '')]);
  }
  if (parameter.list) return (value as readonly unknown[]).map((item) => [`${name}[]`, String(item)]);
  return [[name, String(value)]];
}

/** The declared parameters among the values, flat, without files; what is absent or null is left out. */
export function encodeFields(endpoint: Endpoint, values: Arguments): Field[] {
  return Object.entries(endpoint.parameters).flatMap(([name, parameter]) =>
    encodeParameter(name, parameter, values[name]),
  );
}

/** The declared headers among the values, by the names that they have in a request. */
export function encodeHeaders(endpoint: Endpoint, values: Arguments): Readonly<Record<string, string>> {
  const given = Object.keys(endpoint.headers ?? {}).filter((name) => (values[name] ?? null) !== null);
  return Object.fromEntries(given.map((name) => [name.replaceAll('_', '-'), String(values[name])]));
}
