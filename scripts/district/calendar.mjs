const DAY_MS = 86_400_000;

/** Start and end of the n-th half-year since autumn 2026. */
export function datesOfTerm(index) {
  const year = 2026 + Math.floor((index + 1) / 2);
  return index % 2 === 0
    ? [`${year}-08-24T05:00:00Z`, `${year}-12-18T05:00:00Z`]
    : [`${year}-01-11T05:00:00Z`, `${year}-06-04T05:00:00Z`];
}

/** The same time of day some days later, or earlier when negative. */
export function later(time, days) {
  return new Date(Date.parse(time) + days * DAY_MS).toISOString().replace('.000Z', 'Z');
}
