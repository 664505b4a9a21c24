import { JsonFault, type Node } from './parse-commented-json.ts';

/** Reads one value, or says at its place what is wrong with it. */
export type Read<T> = (node: Node, name: string) => T;

/** Says at a value's place what is wrong with it. */
export function complain(node: Node, text: string): never {
  throw new JsonFault(text, node.span.start);
}

/** A text that is not blank. */
export const readText: Read<string> = (node, name) =>
  node.kind === 'value' && typeof node.value === 'string' && node.value.trim() !== ''
    ? node.value
    : complain(node, `${name} must be a text.`);

/** A whole number from `least` on. */
export const readWhole =
  (least: number): Read<number> =>
  (node, name) =>
    node.kind === 'value' && Number.isSafeInteger(node.value) && Number(node.value) >= least
      ? Number(node.value)
      : complain(node, `${name} must be a whole number of at least ${least}.`);

/** True or false. */
export const readSwitch: Read<boolean> = (node, name) =>
  node.kind === 'value' && typeof node.value === 'boolean'
    ? node.value
    : complain(node, `${name} must be true or false.`);

/** One of some words. */
export const readWord =
  <const W extends string>(words: readonly W[]): Read<W> =>
  (node, name) => {
    const found = words.find((word) => node.kind === 'value' && node.value === word);
    return found ?? complain(node, `${name} must be one of ${words.join(', ')}.`);
  };

/** A value that need not be there; null when it is not. */
export const maybe = <T>(node: Node | undefined, read: Read<T>, name: string): T | null =>
  node === undefined ? null : read(node, name);

/** A list of such values, with one at least. */
export const readList =
  <T>(read: Read<T>): Read<readonly T[]> =>
  (node, name) =>
    node.kind === 'list' && node.items.length > 0
      ? node.items.map((item) => read(item, `Each of ${name}`))
      : complain(node, `${name} must be a list.`);

/** What an object holds, each value read by its key. */
export const readEach =
  <T>(read: (key: string, node: Node) => T): Read<Readonly<Record<string, T>>> =>
  (node, name) =>
    node.kind === 'object'
      ? Object.fromEntries([...node.members].map(([key, member]) => [key, read(key, member)]))
      : complain(node, `${name} must be an object.`);

/** How far two words are from each other: letters to put in, leave out or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The word that somebody may have meant: `; did you mean "account"?`, or nothing. */
export function hintAt(word: string, words: readonly string[]): string {
  const [nearest] = [...words].sort((a, b) => distance(word, a) - distance(word, b));
  return nearest !== undefined && distance(word, nearest) <= 3 ? `; did you mean "${nearest}"?` : '.';
}

/** The members of an object that may have these keys and no others. */
export function readMembers<const K extends string>(
  node: Node,
  name: string,
  keys: readonly K[],
): { readonly [P in K]?: Node } {
  if (node.kind !== 'object') return complain(node, `${name} must be an object.`);
  for (const [key, member] of node.members) {
    if (!keys.some((known) => known === key))
      complain(member, `There is no setting "${key}" in ${name}${hintAt(key, keys)}`);
  }
  return Object.fromEntries(node.members) as { readonly [P in K]?: Node };
}
