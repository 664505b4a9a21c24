/** `2026-11-24 02:30:05 UTC` */
export const renderTime = (time: string): string =>
  `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** Milliseconds from one time to another, which is now while it has not come. */
export const timeBetween = (from: string, to: string | null, now_ms: number): number =>
  Math.max(0, (to === null ? now_ms : Date.parse(to)) - Date.parse(from));

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a time as people write it: a day, a day and a time (UTC where it says no zone), or how long ago as `90m`,
 * `36h`, `7d`. Null when it is none.
 */
export function parseTime(text: string, now_ms: number): Date | null {
  const ago = /^(\d{1,6})([mhd])$/.exec(text);
  if (ago) return new Date(now_ms - Number(ago[1]) * (units[ago[2] ?? ''] ?? 0));
  if (!/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text)) return null;
  const has_zone = text.length === 10 || /(Z|[+-]\d\d:?\d\d)$/.test(text.slice(10));
  const time = new Date(has_zone ? text : `${text.replace(' ', 'T')}Z`);
  // A day that there is not, such as 31 February, moves on to another.
  const is_real = !Number.isNaN(time.getTime()) && isDay(text.slice(0, 10));
  return is_real ? time : null;
}

function isDay(day: string): boolean {
  const time = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day);
}
