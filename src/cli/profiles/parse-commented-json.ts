/** Where something stands in a text, `end` excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value of a commented JSON text, with the places of the members of objects. */
export type Node =
  | { readonly kind: 'object'; readonly span: Span; readonly members: ReadonlyMap<string, Node> }
  | { readonly kind: 'list'; readonly span: Span; readonly items: readonly Node[] }
  | { readonly kind: 'value'; readonly span: Span; readonly value: string | number | boolean | null };

/** A text that is no JSON; `at` says where. */
export class JsonFault extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = 'JsonFault';
    this.at = at;
  }
}

/** Line and column of a place, both from 1. */
export function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

const BLANK = /(?:[\s\ufeff]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const SCALAR = /"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Reads JSON with comments and with commas before a closing bracket.
 * @throws JsonFault for anything else, and for a key that stands twice in an object.
 */
export function parseCommentedJson(text: string): Node {
  let at = 0;
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const [found = ''] = pattern.exec(text) ?? [];
    at += found.length;
    return found;
  };
  const skip = () => match(BLANK);
  const fail = (message: string): never => {
    throw new JsonFault(message, at);
  };
  const take = (sign: string): boolean => {
    skip();
    if (text[at] !== sign) return false;
    at += 1;
    return true;
  };

  function readScalar(): string | number | boolean | null {
    const start = at;
    const found = match(SCALAR);
    if (found === '')
      fail(at === text.length ? 'The text ends too early.' : `"${text[at]}" is out of place.`);
    try {
      return JSON.parse(found) as string | number | boolean | null;
    } catch {
      throw new JsonFault('This is no JSON value.', start);
    }
  }

  function readMany(close: string, readOne: () => void): void {
    while (!take(close)) {
      readOne();
      if (take(',')) continue;
      if (!take(close)) fail(`A comma or "${close}" is missing.`);
      return;
    }
  }

  function readNode(): Node {
    skip();
    const start = at;
    if (take('{')) {
      const members = new Map<string, Node>();
      readMany('}', () => {
        skip();
        const key_at = at;
        const key = readScalar();
        if (typeof key !== 'string') throw new JsonFault('A key stands in quotes.', key_at);
        if (members.has(key)) throw new JsonFault(`"${key}" stands twice.`, key_at);
        if (!take(':')) fail('A colon is missing.');
        members.set(key, readNode());
      });
      return { kind: 'object', span: { start, end: at }, members };
    }
    if (take('[')) {
      const items: Node[] = [];
      readMany(']', () => items.push(readNode()));
      return { kind: 'list', span: { start, end: at }, items };
    }
    const value = readScalar();
    return { kind: 'value', span: { start, end: at }, value };
  }

  const node = readNode();
  skip();
  if (at < text.length) fail('Something stands behind the end.');
  return node;
}
