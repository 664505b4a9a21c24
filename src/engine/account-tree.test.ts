import { describe, expect, test } from 'vitest';
import { AccountTree } from './account-tree.ts';

/** 1 above 2 above 3, and 4 beside 2. */
const treeWith = (switches: readonly (readonly [number, boolean])[]) => {
  const parents = new Map<number, number | null>([
    [1, null],
    [2, 1],
    [3, 2],
    [4, 1],
  ]);
  return new AccountTree(1, parents, new Set(), new Map(switches));
};

describe('differentiation tags', () => {
  test('are off where nobody has switched them on', () => {
    expect([1, 2, 3, 4].filter((id) => treeWith([]).hasDifferentiationTags(id))).toEqual([]);
  });

  test('are what the nearest switch above says', () => {
    const on = (switches: readonly (readonly [number, boolean])[]) =>
      [1, 2, 3, 4].filter((id) => treeWith(switches).hasDifferentiationTags(id));
    expect(on([[1, true]])).toEqual([1, 2, 3, 4]);
    expect(on([[2, true]])).toEqual([2, 3]);
    expect(
      on([
        [1, true],
        [2, false],
      ]),
    ).toEqual([1, 4]);
    expect(
      on([
        [2, false],
        [3, true],
      ]),
    ).toEqual([3]);
  });

  test('follow an account that has moved', () => {
    const tree = treeWith([[2, true]]);
    tree.setParent(4, 3);
    expect(tree.hasDifferentiationTags(4)).toBe(true);
  });
});
