import {
  type Address,
  type AddressColumn,
  type FoundAddress,
  findAllByColumn,
  findAllById,
  findAllByLogin,
  findCurrentTerm,
  findDefaultTerm,
  findFirstRootAccount,
  findInstallationValue,
  type Queryable,
} from '../db/index.ts';
import { type AddressedKind, addressedTable, readId } from './read-id.ts';

/** Around the look-up: the tenant of the request's Host, and who is asking. */
export interface AddressScope {
  readonly root_account_id: number;
  readonly user_id: number;
}

/** Which objects a look-up passes over. */
export interface AddressOptions {
  /** Finds deleted ones, too. */
  readonly with_deleted?: boolean;
}

type LookUps = Map<AddressColumn | 'id', Map<string, string[]>>;

/** Notes that a text wants what the column holds the value of. */
function want(lookUps: LookUps, kind: AddressedKind, text: string): void {
  const read = readId(kind, text);
  if (read === null) return;
  const { column, value } = 'id' in read ? { column: 'id' as const, value: String(BigInt(read.id)) } : read;
  const values = lookUps.get(column) ?? new Map<string, string[]>();
  lookUps.set(column, values.set(value, [...(values.get(value) ?? []), text]));
}

async function lookUp(
  db: Queryable,
  kind: AddressedKind,
  column: AddressColumn | 'id',
  values: readonly string[],
  { root_account_id }: AddressScope,
  with_deleted: boolean,
): Promise<readonly FoundAddress[]> {
  const table = addressedTable(kind);
  if (column === 'id') return findAllById(db, table, values, with_deleted);
  if (column === 'unique_id' || (kind === 'user' && column !== 'uuid')) {
    return findAllByLogin(db, root_account_id, column, values);
  }
  return findAllByColumn(db, root_account_id, table, column, values, with_deleted);
}

/**
 * The living objects that ids mean, by the text of the id: digits are an internal id of any tenant; `sis_course_id:A1`
 * and its kin look within the tenant of the Host; `self`, `default` and the other special names mean what Canvas means
 * by them. A statement per form of ids, however many there are; what means nothing is not in the answer.
 */
export async function resolveIds(
  db: Queryable,
  kind: AddressedKind,
  texts: readonly string[],
  scope: AddressScope,
  { with_deleted = false }: AddressOptions = {},
): Promise<ReadonlyMap<string, Address>> {
  const found = new Map<string, Address>();
  const lookUps: LookUps = new Map();
  for (const text of new Set(texts)) {
    const special = await resolveSpecial(db, kind, text, scope);
    if (special === undefined) want(lookUps, kind, text);
    else if (special !== null) found.set(text, special);
  }
  for (const [column, texts_of] of lookUps) {
    const rows = await lookUp(db, kind, column, [...texts_of.keys()], scope, with_deleted);
    for (const { value, root_account_id, id } of rows) {
      for (const text of texts_of.get(value) ?? []) found.set(text, { root_account_id, id });
    }
  }
  return found;
}

/** The living object that an id means, as `resolveIds` finds it; null when there is none. */
export async function resolveId(
  db: Queryable,
  kind: AddressedKind,
  value: string,
  scope: AddressScope,
  options: AddressOptions = {},
): Promise<Address | null> {
  const text = value.trim();
  return (await resolveIds(db, kind, [text], scope, options)).get(text) ?? null;
}

/** What a special name means; undefined when the text is none. */
async function resolveSpecial(
  db: Queryable,
  kind: AddressedKind,
  text: string,
  scope: AddressScope,
): Promise<Address | null | undefined> {
  switch (`${kind} ${text}`) {
    case 'user self':
      return (await findAllById(db, 'users', [String(scope.user_id)]))[0] ?? null;
    case 'account self':
      return { root_account_id: scope.root_account_id, id: scope.root_account_id };
    case 'account default': {
      const first = await findFirstRootAccount(db);
      return first === null ? null : { root_account_id: first, id: first };
    }
    case 'account site_admin': {
      const id = await findInstallationValue(db, 'site_admin_account_id');
      return id === null ? null : { root_account_id: Number(id), id: Number(id) };
    }
    case 'term default':
      return findDefaultTerm(db, scope.root_account_id);
    case 'term current':
      return findCurrentTerm(db, scope.root_account_id);
    default:
      return undefined;
  }
}
