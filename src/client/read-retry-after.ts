/** `Retry-After` in milliseconds: a number of seconds or a date. Null when it is missing or neither. */
export function readRetryAfter(headers: Headers, now: () => number = Date.now): number | null {
  const text = headers.get('retry-after')?.trim();
  if (!text) return null;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const time_ms = Date.parse(text);
  return Number.isNaN(time_ms) ? null : Math.max(0, time_ms - now());
}
