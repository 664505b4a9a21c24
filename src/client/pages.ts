/** A list that comes in pages; nothing is fetched before it is read. */
export interface Pages<T> extends AsyncIterable<T> {
  /** Page by page instead of item by item. */
  pages(): AsyncIterable<readonly T[]>;
  /** Everything at once, for lists that are known to be short. */
  all(): Promise<T[]>;
}

/** A page and where the next one is; null after the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Finds the address of a relation in a `Link` header: `<https://h/x?page=2>; rel="next"`. Null when it is not there. */
export function findLink(header: string | null, relation: string): string | null {
  // Addresses may hold commas and semicolons, so that the brackets lead.
  for (const [, address, parameters] of (header ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    if (address && parameters && new RegExp(`;\\s*rel="?${relation}"?\\s*(?:[;,]|$)`, 'i').test(parameters)) {
      return address;
    }
  }
  return null;
}

/** Follows links from the first page, which is at null, to the last. */
export function readPages<T>(fetchPage: (url: string | null) => Promise<Page<T>>): Pages<T> {
  async function* pages(): AsyncGenerator<readonly T[]> {
    let url: string | null = null;
    const seen = new Set<string>();
    do {
      const page: Page<T> = await fetchPage(url);
      yield page.items;
      url = page.next;
      // A server that leads back to where it came from would never end.
      if (url !== null && seen.has(url)) return;
      if (url !== null) seen.add(url);
    } while (url !== null);
  }
  return readFrom(pages);
}

/** A list of what the pages hold. */
function readFrom<T>(pages: () => AsyncGenerator<readonly T[]>): Pages<T> {
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const items of pages()) yield* items;
    },
    async all() {
      const all: T[] = [];
      for await (const items of pages()) all.push(...items);
      return all;
    },
  };
}

/** The same list with something done to each item. */
export function mapPages<T, U>(list: Pages<T>, change: (item: T) => U): Pages<U> {
  async function* pages(): AsyncGenerator<readonly U[]> {
    for await (const items of list.pages()) yield items.map(change);
  }
  return readFrom(pages);
}
