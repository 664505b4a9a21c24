import { setTimeout as delay } from 'node:timers/promises';

/** Asks until the answer is not undefined or false, and returns it; fails after the time. */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false>,
  within_ms = 60_000,
): Promise<T> {
  const ends = performance.now() + within_ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > ends) throw new Error(`Not so within ${within_ms} ms: ${ask}`);
    await delay(25);
  }
}
