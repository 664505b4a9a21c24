import {
  type Address,
  type AddressColumn,
  type AddressedTable,
  findByColumn,
  findById,
  findCurrentTerm,
  findDefaultTerm,
  findFirstRootAccount,
  findInstallationValue,
  findUserByLogin,
  type Queryable,
} from '../db/index.ts';

/** The kinds of objects that can be named by something else than their internal id. */
export type AddressedKind = 'account' | 'course' | 'section' | 'term' | 'user' | 'group' | 'group_category';

interface Addressing {
  readonly table: AddressedTable;
  /** What each prefix is compared with; null: a name of another system, of which we keep none. */
  readonly prefixes: Readonly<Record<string, AddressColumn | null>>;
}

const addressings: Readonly<Record<AddressedKind, Addressing>> = {
  account: {
    table: 'accounts',
    prefixes: {
      sis_account_id: 'sis_id',
      sis_integration_id: 'integration_id',
      lti_context_id: null,
      uuid: 'uuid',
    },
  },
  course: {
    table: 'courses',
    prefixes: {
      sis_course_id: 'sis_id',
      sis_integration_id: 'integration_id',
      lti_context_id: null,
      uuid: 'uuid',
    },
  },
  section: {
    table: 'course_sections',
    prefixes: { sis_section_id: 'sis_id', sis_integration_id: 'integration_id' },
  },
  term: {
    table: 'enrollment_terms',
    prefixes: { sis_term_id: 'sis_id', sis_integration_id: 'integration_id' },
  },
  user: {
    table: 'users',
    prefixes: {
      sis_user_id: 'sis_id',
      sis_login_id: 'unique_id',
      sis_integration_id: 'integration_id',
      lti_user_id: null,
      lti_1_1_id: null,
      lti_1_3_id: null,
      lti_context_id: null,
      uuid: 'uuid',
    },
  },
  group: { table: 'groups', prefixes: { sis_group_id: 'sis_id', lti_context_id: null } },
  group_category: { table: 'group_categories', prefixes: { sis_group_category_id: 'sis_id' } },
};

/** Where objects of a kind are stored. */
export function addressedTable(kind: AddressedKind): AddressedTable {
  return addressings[kind].table;
}

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

const MAX_INT8 = 9223372036854775807n;

/** `hex:sis_course_id:4131` as `sis_course_id:A1`; null when it is not well formed. */
function fromHex(text: string): string | null {
  const match = /^hex:((?:sis|lti)_\w+):((?:[0-9a-f]{2})+)$/i.exec(text);
  if (match === null) return null;
  const [, prefix = '', hex = ''] = match;
  return `${prefix}:${Buffer.from(hex, 'hex').toString('utf8')}`;
}

/** What an id says that is no special name: an internal id, or what a column holds. */
export type ReadId = { readonly id: string } | { readonly column: AddressColumn; readonly value: string };

/** Reads an id that is no special name; null when nothing can have it. */
export function readId(kind: AddressedKind, text: string): ReadId | null {
  if (/^\d{1,19}$/.test(text)) return BigInt(text) > MAX_INT8 ? null : { id: text };
  const named = text.startsWith('hex:') ? fromHex(text) : text;
  const colon = named?.indexOf(':') ?? -1;
  if (named === null || colon < 1) return null;
  const { prefixes } = addressings[kind];
  const prefix = named.slice(0, colon);
  const column = Object.hasOwn(prefixes, prefix) ? prefixes[prefix] : null;
  const value = named.slice(colon + 1);
  // PostgreSQL's text holds no zero character, so nothing has such an id.
  if (column === null || column === undefined || value === '' || value.includes('\0')) return null;
  return { column, value };
}

/**
 * The living object that an id means: digits are an internal id of any tenant; `sis_course_id:A1` and its kin
 * look within the tenant of the Host; `self`, `default` and the other special names mean what Canvas means by
 * them. Null when there is none.
 */
export async function resolveId(
  db: Queryable,
  kind: AddressedKind,
  value: string,
  scope: AddressScope,
  { with_deleted = false }: AddressOptions = {},
): Promise<Address | null> {
  const text = value.trim();
  const special = await resolveSpecial(db, kind, text, scope);
  if (special !== undefined) return special;
  const { table } = addressings[kind];
  const read = readId(kind, text);
  if (read === null) return null;
  if ('id' in read) return findById(db, table, read.id, with_deleted);
  const { column, value: wanted } = read;
  if (kind === 'user' && column !== 'uuid') {
    return findUserByLogin(db, scope.root_account_id, column, wanted);
  }
  if (column === 'unique_id') return null;
  return findByColumn(db, scope.root_account_id, table, column, wanted, with_deleted);
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
      return findById(db, 'users', String(scope.user_id));
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
