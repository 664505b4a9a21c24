/**
 * The same items, of which the next is already being made while one is worked with: reading fills the time in which
 * that work waits for the database.
 */
export async function* readAhead<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  const begin = () => {
    const next = iterator.next();
    // What goes wrong is told when its turn has come.
    next.catch(() => {});
    return next;
  };
  let next = begin();
  try {
    for (let item = await next; !item.done; item = await next) {
      next = begin();
      yield item.value;
    }
  } finally {
    await next.catch(() => {});
    await iterator.return?.();
  }
}
