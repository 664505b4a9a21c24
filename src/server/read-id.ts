import type { AddressColumn, AddressedTable } from '../db/index.ts';

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
