import { expect, test } from 'vitest';
import { flattened } from './index.ts';

test('the text stays the same', () => {
  for (const text of ['', 'U1', 'exactly 13 ch', 'longer than a copied slice', '🦉'.repeat(10)]) {
    expect(flattened(text)).toBe(text);
  }
});
