import type { ClientBase } from 'pg';

/** Where a statement can be sent: a pool, or a client inside a transaction. */
export interface Queryable {
  readonly query: ClientBase['query'];
}

/** The only row of a statement that always returns one. */
export function onlyRow<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error('A statement that always returns a row returned none.');
  return row;
}

/** Whether the database answers in time. */
export async function isDatabaseAlive(db: Queryable, patience_ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, patience_ms, false);
  });
  const answer = db.query('select 1').then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
