import type { Queryable } from '../queryable.ts';
import type { Address, AddressedTable } from './addresses.ts';

const ofCourse = (course_id: string) =>
  `(select c.account_id from courses c where c.root_account_id = t.root_account_id and c.id = ${course_id})`;

/** The account that rights over an object are held in, as an expression over the object's row `t`. */
const holders: Readonly<Record<AddressedTable, string>> = {
  accounts: 't.id',
  courses: 't.account_id',
  course_sections: ofCourse('t.course_id'),
  enrollment_terms: 't.root_account_id',
  users: 't.root_account_id',
  groups: `coalesce(t.account_id, ${ofCourse('t.course_id')})`,
  group_categories: `coalesce(t.account_id, ${ofCourse('t.course_id')})`,
};

/**
 * The account in which rights over an object are held: that of the course for what is in a course, the root account
 * for people and terms. Null when there is no such object.
 */
export async function findHoldingAccount(
  db: Queryable,
  table: AddressedTable,
  { root_account_id, id }: Address,
): Promise<number | null> {
  const found = await db.query<{ account_id: number | null }>(
    `select ${holders[table]} as account_id from ${table} t where t.root_account_id = $1 and t.id = $2`,
    [root_account_id, id],
  );
  return found.rows[0]?.account_id ?? null;
}
