import { onlyRow, type Queryable } from '../queryable.ts';

/** A message about the uploaded data as it is listed. */
export interface SisImportMessageRow {
  readonly sis_import_id: number;
  readonly file: string | null;
  readonly message: string;
  readonly row_info: string | null;
  readonly row_number: number | null;
}

/** Which messages: of one import, or with null of all imports of the tenant. */
export interface MessageFilter {
  readonly root_account_id: number;
  readonly sis_import_id: number | null;
  readonly only_failures: boolean;
}

const condition = (filter: MessageFilter): string =>
  `root_account_id = $1 and ${filter.sis_import_id === null ? '$2::int8 is null' : 'sis_import_id = $2'}
   ${filter.only_failures ? 'and failure' : ''}`;

/** Messages, newest first. */
export async function listSisImportMessages(
  db: Queryable,
  filter: MessageFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<readonly SisImportMessageRow[]> {
  // Each order has its index; one order for both would sort a whole import's messages per page.
  const order = filter.sis_import_id === null ? 'created_at desc, id desc' : 'id desc';
  const found = await db.query<SisImportMessageRow>(
    `select sis_import_id, file, message, row_info, row_number from sis_import_messages
     where ${condition(filter)} order by ${order} limit $3 offset $4`,
    [filter.root_account_id, filter.sis_import_id, page.limit, page.offset],
  );
  return found.rows;
}

/** How many messages there are. */
export async function countSisImportMessages(db: Queryable, filter: MessageFilter): Promise<number> {
  const found = await db.query<{ count: number }>(
    `select count(*) as count from sis_import_messages where ${condition(filter)}`,
    [filter.root_account_id, filter.sis_import_id],
  );
  return onlyRow(found.rows).count;
}
