/** A list that comes in pages; nothing is fetched before it is read. */
export interface Pages<T> extends AsyncIterable<T> {
  /** Page by page instead of item by item. */
  pages(): AsyncIterable<readonly T[]>;
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

/** Follows links from the first page on. */
export function readPages<T>(first: string, fetchPage: (url: string) => Promise<Page<T>>): Pages<T> {
  async function* pages(): AsyncGenerator<readonly T[]> {
    for (let url: string | null = first; url !== null; ) {
      const page: Page<T> = await fetchPage(url);
      yield page.items;
      url = page.next;
    }
  }
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const items of pages()) yield* items;
    },
  };
}
