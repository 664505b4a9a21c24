import { setImmediate as letOthersRun } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';

function counted(last: number, fault?: Error) {
  const seen = { begun: 0, closed: false };
  async function* items() {
    try {
      for (let item = 1; item <= last; item += 1) {
        seen.begun = item;
        yield item;
      }
      if (fault) throw fault;
    } finally {
      seen.closed = true;
    }
  }
  return { seen, items: items() };
}

it('makes the next item while one is worked with, and no more than that', async () => {
  const { seen, items } = counted(3);
  const begun: number[] = [];
  const given: number[] = [];
  for await (const item of readAhead(items)) {
    await letOthersRun();
    given.push(item);
    begun.push(seen.begun);
  }
  expect(given).toEqual([1, 2, 3]);
  expect(begun).toEqual([2, 3, 3]);
  expect(seen.closed).toBe(true);
});

it('hands out what came before a fault, then the fault', async () => {
  const { items } = counted(2, new Error('the file ends in the middle of a row'));
  const given: number[] = [];
  const reading = (async () => {
    for await (const item of readAhead(items)) {
      await letOthersRun();
      given.push(item);
    }
  })();
  await expect(reading).rejects.toThrow('in the middle of a row');
  expect(given).toEqual([1, 2]);
});

it('closes the file when the work ends before it', async () => {
  const { seen, items } = counted(9);
  for await (const item of readAhead(items)) if (item === 2) break;
  expect(seen.closed).toBe(true);
});
