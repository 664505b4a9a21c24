import { expect, it } from 'vitest';
import { hashKey, Repeats } from './repeats.ts';

it('takes no two of many IDs for one', () => {
  const repeats = new Repeats();
  let repeated = 0;
  for (let number = 0; number < 400_000; number += 1) {
    // With 32 bits of a hash some twenty of them would fall together.
    const { one, two } = hashKey([`u${number}`], [0]);
    if (repeats.note(one, two, 0, 0, number + 2) !== null) repeated += 1;
  }
  expect(repeated).toBe(0);
});

it('tells where the row before stood, and whether it said the same', () => {
  const repeats = new Repeats();
  const { one, two } = hashKey(['U1', 'S1'], [0, 1]);
  expect(repeats.note(one, two, 7, 0, 2)).toBeNull();
  expect(repeats.note(one, two, 7, 1, 5)).toEqual({ file: 0, row: 2, is_same: true });
  expect(repeats.note(one, two, 8, 1, 6)).toEqual({ file: 1, row: 5, is_same: false });
});
