import { expect, it } from 'vitest';
import { createGate } from './gate.ts';

it('lets so many through at once, and the next when one is done, however it ended', async () => {
  const gate = createGate(2, 'uploads_limited');
  let fail: (error: Error) => void = () => {};
  const first = gate.run(() => new Promise((_resolve, reject) => (fail = reject)));
  void gate.run(() => new Promise<void>(() => {}));
  await expect(gate.run(async () => 3)).rejects.toMatchObject({ code: 'uploads_limited' });
  fail(new Error('broken'));
  await expect(first).rejects.toThrow('broken');
  expect(await gate.run(async () => 4)).toBe(4);
});
