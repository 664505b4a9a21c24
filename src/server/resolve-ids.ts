import { type Address, findAllByColumn, findAllById, type Queryable } from '../db/index.ts';
import {
  type AddressedKind,
  type AddressOptions,
  type AddressScope,
  addressedTable,
  readId,
} from './resolve-id.ts';

/** The kinds that have no special names, and no names but those in their own columns. */
type PlainKind = Exclude<AddressedKind, 'account' | 'term' | 'user'>;

/** The texts by the column that they name and the value that they want there. */
function groupByColumn(kind: PlainKind, texts: readonly string[]) {
  const columns = new Map<'id' | 'sis_id' | 'integration_id' | 'uuid', Map<string, string[]>>();
  for (const text of texts) {
    const read = readId(kind, text.trim());
    if (read === null) continue;
    const [column, value] =
      'id' in read ? (['id', String(BigInt(read.id))] as const) : ([read.column, read.value] as const);
    if (column === 'unique_id') continue;
    const values = columns.get(column) ?? new Map<string, string[]>();
    columns.set(column, values.set(value, [...(values.get(value) ?? []), text]));
  }
  return columns;
}

/**
 * The objects that many ids mean, as `resolveId` resolves each, by the text of the id. A statement per form of ids,
 * however many there are; what means nothing is not in the answer.
 */
export async function resolveIds(
  db: Queryable,
  kind: PlainKind,
  texts: readonly string[],
  { root_account_id }: Pick<AddressScope, 'root_account_id'>,
  { with_deleted = false }: AddressOptions = {},
): Promise<ReadonlyMap<string, Address>> {
  const table = addressedTable(kind);
  const found = new Map<string, Address>();
  for (const [column, texts_of] of groupByColumn(kind, texts)) {
    const values = [...texts_of.keys()];
    const rows =
      column === 'id'
        ? await findAllById(db, table, values, with_deleted)
        : await findAllByColumn(db, root_account_id, table, column, values, with_deleted);
    for (const { value, ...address } of rows) {
      for (const text of texts_of.get(value) ?? []) found.set(text, address);
    }
  }
  return found;
}
