import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';
import { insertRootAccount, inTransaction, type Queryable } from '../../src/db/index.ts';
import type { Message } from '../../src/format/index.ts';
import { resolveId } from '../../src/server/resolve-id.ts';
import { readImportOptions } from '../../src/server/routes/sis-imports/read-options.ts';
import type { CaseStep } from './case-folder.ts';

/** What a step is expected to come to, as it stands in `<n>-expect.json`. */
export interface StepResult {
  readonly workflow_state: string;
  /** The counts that are not zero. */
  readonly counts: Readonly<Record<string, number>>;
  /** State changes per class that are not zero, e.g. `{"Course": {"created": 1}}`. */
  readonly statistics: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly messages: readonly string[];
}

/** A tenant of its own for a case: cases do not see each other. */
export async function makeTenant(pool: Parameters<typeof inTransaction>[0], name: string): Promise<number> {
  return await inTransaction(pool, async (client) => {
    const { id } = await insertRootAccount(client, { name, domain: null });
    await numberAsFirst(client, id);
    return id;
  });
}

/**
 * Gives the roles and the login provider of a new tenant the numbers that they have in the first tenant of an
 * installation (roles 1-6 in the order student, teacher, ta, designer, observer, AccountAdmin; provider 1), as rows
 * name them and exports show them.
 */
export async function numberAsFirst(db: Queryable, root_account_id: number): Promise<void> {
  for (const table of ['roles', 'authentication_providers']) {
    await db.query(
      `update ${table} t set id = n.number from (select id, row_number() over (order by id) as number
       from ${table} where root_account_id = $1) n where t.root_account_id = $1 and t.id = n.id`,
      [root_account_id],
    );
  }
}

export async function zipOf(files: CaseStep['files']): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [path, content] of Object.entries(files)) zip.addBuffer(content, path);
  zip.end();
  return await buffer(zip.outputStream as unknown as Readable);
}

/** What a step sends: its upload, or a zip of its files. */
export async function uploadOf({ files, upload }: CaseStep): Promise<{ name: string; content: Buffer }> {
  return upload ?? { name: 'upload.zip', content: await zipOf(files) };
}

/** The options of a step as the server stores them. */
export async function storedOptions(db: Queryable, root_account_id: number, step: CaseStep): Promise<object> {
  return await readImportOptions({ ...step.options }, async (id) => {
    const term = await resolveId(db, 'term', id, { root_account_id, user_id: 0 });
    return term?.id ?? null;
  });
}

/** Does what a person would do by hand between two imports. */
export async function changeByHand(db: Queryable, root_account_id: number, step: CaseStep): Promise<void> {
  for (const entry of step.by_hand) {
    if ('insert' in entry) {
      const columns: Record<string, unknown> = { ...entry.insert, root_account_id };
      const places = Object.keys(columns).map((_, at) => `$${at + 1}`);
      await db.query(
        `insert into ${entry.table} (${Object.keys(columns).join(', ')}) values (${places.join(', ')})`,
        Object.values(columns).map((value) => (value === '$root' ? root_account_id : value)),
      );
      continue;
    }
    const { table, where, set, stick = [] } = entry;
    const all = { ...set, ...(stick.length > 0 ? { stuck_fields: [...stick].sort().join(' ') } : {}) };
    const names = Object.keys(all);
    const keys = Object.keys(where);
    const result = await db.query(
      `update ${table} set ${names.map((name, at) => `${name} = $${at + 2}`).join(', ')} where root_account_id = $1
       and ${keys.map((key, at) => `${key}::text = $${at + 2 + names.length}`).join(' and ')}`,
      [root_account_id, ...Object.values(all), ...Object.values(where)],
    );
    if (result.rowCount === 0)
      throw new Error(`nothing to change by hand in ${table}: ${JSON.stringify(where)}`);
  }
  if (step.by_hand.length > 0) {
    await db.query('update root_accounts set version = version + 1 where root_account_id = $1', [
      root_account_id,
    ]);
  }
}

interface ImportRow {
  readonly workflow_state: string;
  readonly data: {
    readonly counts?: Readonly<Record<string, number>>;
    readonly statistics?: object;
  };
}

/** State, counts and statistics of an import without what is zero. */
export function sumsOf({ workflow_state, data }: ImportRow): Omit<StepResult, 'messages'> {
  const statistics: Record<string, Record<string, number>> = {};
  const given = Object.entries(data.statistics ?? {}) as [
    string,
    number | Readonly<Record<string, number>>,
  ][];
  for (const [name, numbers] of given) {
    if (typeof numbers === 'number') continue;
    const changed = notZero(numbers);
    if (Object.keys(changed).length > 0) statistics[name] = changed;
  }
  return { workflow_state, counts: notZero(data.counts ?? {}), statistics };
}

const notZero = (numbers: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== 0));

/** What an ended import came to. Messages read `code file:row column  text`, in the order in which they were raised. */
export async function resultOf(
  db: Queryable,
  root_account_id: number,
  sis_import_id: number,
): Promise<StepResult> {
  const imports = await db.query<ImportRow>(
    'select workflow_state, data from sis_imports where root_account_id = $1 and id = $2',
    [root_account_id, sis_import_id],
  );
  const messages = await db.query<{
    code: string;
    file: string | null;
    row_number: number | null;
    column_name: string | null;
    message: string;
  }>(
    `select code, file, row_number, column_name, message from sis_import_messages
     where root_account_id = $1 and sis_import_id = $2 order by id`,
    [root_account_id, sis_import_id],
  );
  const found = imports.rows[0];
  if (!found) throw new Error(`there is no import ${sis_import_id}`);
  return {
    ...sumsOf(found),
    messages: messages.rows.map(({ code, file, row_number, column_name, message }) => {
      return asExpected({ code, file, row: row_number, column: column_name }, message);
    }),
  };
}

/** A message as `<n>-expect.json` has it. */
export function asExpected(
  { code, file, row, column }: Pick<Message, 'code' | 'file' | 'row' | 'column'>,
  text: string,
): string {
  return `${code} ${file ?? '-'}:${row ?? '-'}${column === null ? '' : ` ${column}`}  ${text}`;
}

export function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
