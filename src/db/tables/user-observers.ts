import type { Queryable } from '../queryable.ts';
import type { Page } from './accounts.ts';

async function listLinked(
  db: Queryable,
  from: 'observer_id' | 'student_id',
  to: 'observer_id' | 'student_id',
  key: readonly [root_account_id: number, user_id: number],
  page: Page,
): Promise<readonly number[]> {
  const found = await db.query<{ id: number }>(
    `select u.id from user_observers o
     join users u on u.root_account_id = $1 and u.id = o.${to}
     where o.root_account_id = $1 and o.${from} = $2 and o.workflow_state <> 'deleted'
       and u.workflow_state <> 'deleted'
     order by lower(u.sortable_name), u.id limit $3 offset $4`,
    [...key, page.limit, page.offset],
  );
  return found.rows.map(({ id }) => id);
}

/** The ids of the people whom a person observes, by their sortable names. */
export async function listObserveeIds(
  db: Queryable,
  root_account_id: number,
  observer_id: number,
  page: Page,
): Promise<readonly number[]> {
  return listLinked(db, 'observer_id', 'student_id', [root_account_id, observer_id], page);
}

/** The ids of the people who observe a person, by their sortable names. */
export async function listObserverIds(
  db: Queryable,
  root_account_id: number,
  student_id: number,
  page: Page,
): Promise<readonly number[]> {
  return listLinked(db, 'student_id', 'observer_id', [root_account_id, student_id], page);
}

/** Whether one person observes another. */
export async function isObserving(
  db: Queryable,
  root_account_id: number,
  observer_id: number,
  student_id: number,
): Promise<boolean> {
  const found = await db.query(
    `select from user_observers where root_account_id = $1 and student_id = $2 and observer_id = $3
       and workflow_state <> 'deleted'`,
    [root_account_id, student_id, observer_id],
  );
  return found.rowCount === 1;
}
