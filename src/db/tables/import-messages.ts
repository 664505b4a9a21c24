import type { ClientBase } from 'pg';
import { storableText } from '../storable-text.ts';

/** A message as it is stored; the table gives it its id and time. */
export interface NewImportMessage {
  readonly code: string;
  readonly failure: boolean;
  readonly file: string | null;
  readonly row: number | null;
  readonly column: string | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
  /** The content of the row without secrets. */
  readonly row_info: string | null;
}

export async function insertImportMessages(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
  messages: readonly NewImportMessage[],
): Promise<void> {
  await client.query(
    `insert into sis_import_messages
       (root_account_id, sis_import_id, code, failure, file, row_number, column_name, params, message, row_info, created_at)
     select $1, $2, m.code, m.failure, m.file, m.row_number, m.column_name, m.params, m.message, m.row_info, clock_timestamp()
     from unnest($3::text[], $4::bool[], $5::text[], $6::int8[], $7::text[], $8::jsonb[], $9::text[], $10::text[])
       with ordinality m(code, failure, file, row_number, column_name, params, message, row_info, n) order by n`,
    [
      root_account_id,
      sis_import_id,
      messages.map((entry) => entry.code),
      messages.map((entry) => entry.failure),
      messages.map((entry) => (entry.file === null ? null : storableText(entry.file))),
      messages.map((entry) => entry.row),
      messages.map((entry) => entry.column),
      messages.map((entry) =>
        JSON.stringify(entry.params, (_name, value: unknown) =>
          typeof value === 'string' ? storableText(value) : value,
        ),
      ),
      messages.map((entry) => storableText(entry.message)),
      messages.map((entry) => (entry.row_info === null ? null : storableText(entry.row_info))),
    ],
  );
}

/** Takes the messages with a code away from an import. */
export async function deleteImportMessages(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
  code: string,
): Promise<void> {
  await client.query(
    'delete from sis_import_messages where root_account_id = $1 and sis_import_id = $2 and code = $3',
    [root_account_id, sis_import_id, code],
  );
}

/** How many messages of each kind an import has. */
export async function countImportMessages(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
): Promise<{ readonly errors: number; readonly warnings: number }> {
  const result = await client.query(
    `select count(*) filter (where failure) as errors, count(*) filter (where not failure) as warnings
     from sis_import_messages where root_account_id = $1 and sis_import_id = $2`,
    [root_account_id, sis_import_id],
  );
  return result.rows[0] as { errors: number; warnings: number };
}

/** Whether an import has a message with one of the codes. */
export async function hasImportMessage(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
  codes: readonly string[],
): Promise<boolean> {
  const result = await client.query(
    `select from sis_import_messages where root_account_id = $1 and sis_import_id = $2 and code = any($3) limit 1`,
    [root_account_id, sis_import_id, codes],
  );
  return result.rowCount === 1;
}

/** The first messages of an import, failures or warnings. */
export async function firstImportMessages(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
  failure: boolean,
  limit: number,
): Promise<readonly { readonly file: string | null; readonly message: string }[]> {
  const result = await client.query(
    `select file, message from sis_import_messages
     where root_account_id = $1 and sis_import_id = $2 and failure = $3 order by id limit $4`,
    [root_account_id, sis_import_id, failure, limit],
  );
  return result.rows as { file: string | null; message: string }[];
}

/** Messages after an id, oldest first, for writing them all to a file page by page. */
export async function pageImportMessages(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
  after_id: number,
  limit: number,
): Promise<
  readonly {
    readonly id: number;
    readonly file: string | null;
    readonly message: string;
    readonly row_number: number | null;
  }[]
> {
  const result = await client.query(
    `select id, file, message, row_number from sis_import_messages
     where root_account_id = $1 and sis_import_id = $2 and id > $3 order by id limit $4`,
    [root_account_id, sis_import_id, after_id, limit],
  );
  return result.rows as { id: number; file: string | null; message: string; row_number: number | null }[];
}
