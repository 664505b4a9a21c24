type IdKey = 'id' | `${string}_id`;
type IdListKey = `${string}_ids`;

/** A shape as it comes with `string_ids`: the values of `id`, `*_id` and `*_ids` are strings, however deep. */
export type WithStringIds<T> = T extends object
  ? {
      readonly [K in keyof T]: K extends IdKey
        ? Exclude<T[K], number> | (number extends T[K] ? string : never)
        : K extends IdListKey
          ? T[K] extends readonly number[]
            ? readonly string[]
            : T[K]
          : WithStringIds<T[K]>;
    }
  : T;

const textOf = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);

/**
 * The same with string ids, from whatever server it comes: old ones may not know how to send them. An id that was sent
 * as a number beyond 2^53 has lost its last digits by then.
 */
export function stringifyIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stringifyIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (/(^|_)id$/.test(key)) return [key, stringifyIds(textOf(inner))];
      if (/_ids$/.test(key) && Array.isArray(inner)) return [key, inner.map(textOf).map(stringifyIds)];
      return [key, stringifyIds(inner)];
    }),
  );
}
