/** Whether the caller asked for ids as strings: JavaScript cannot hold every 64-bit integer. */
export function wantsStringIds(accept: string | undefined): boolean {
  return accept?.toLowerCase().includes('application/json+canvas-string-ids') ?? false;
}

const text = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);

/** A copy in which the values of every `id`, `*_id` and `*_ids` key are strings, however deep. */
export function stringifyIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stringifyIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (/(^|_)id$/.test(key)) return [key, stringifyIds(text(inner))];
      if (/(^|_)ids$/.test(key) && Array.isArray(inner)) return [key, inner.map(text).map(stringifyIds)];
      return [key, stringifyIds(inner)];
    }),
  );
}
