import { type Address, findHoldingAccount } from '../../db/index.ts';
import type { Call } from '../define-route.ts';
import { unknownRecord } from '../errors.ts';
import { listParameter } from '../parameters.ts';
import { type AddressedKind, addressedTable } from '../read-id.ts';
import { type AddressOptions, resolveId, resolveIds } from '../resolve-id.ts';
import { type AccountRights, type Asked, checkRights, rightsIn, scopeOf } from './open-account.ts';

const nouns: Readonly<Record<AddressedKind, string>> = {
  account: 'account',
  course: 'course',
  section: 'section',
  term: 'term',
  user: 'user',
  group: 'group',
  group_category: 'group category',
};

/** A living object that the viewer may use for what the endpoint does. */
export interface OpenedObject extends Address {
  /** In which the viewer's rights over the object are held. */
  readonly account_id: number;
  readonly rights: AccountRights;
}

/** The living object that a text names, in any of the forms of an id. Throws 404 without one; checks no permission. */
export async function findObject(
  call: Pick<Call, 'context' | 'request' | 'viewer'>,
  kind: AddressedKind,
  text: string,
  options: AddressOptions = {},
): Promise<Address> {
  const { pool } = call.context.database;
  const address = await resolveId(pool, kind, text, await scopeOf(call), options);
  if (address === null) throw unknownRecord(nouns[kind]);
  return address;
}

/** The id of the living object of a tenant that a text names. Throws 404 without one there; checks no permission. */
export async function findOwn(
  call: Pick<Call, 'context' | 'request' | 'viewer'>,
  kind: AddressedKind,
  text: string,
  root_account_id: number,
): Promise<number> {
  const address = await findObject(call, kind, text);
  if (address.root_account_id !== root_account_id) throw unknownRecord(nouns[kind]);
  return address.id;
}

/** The ids of the living objects of a tenant that texts name, in their order. Throws 404 if one names none there. */
export async function findAllOwn(
  call: Pick<Call, 'context' | 'request' | 'viewer'>,
  kind: AddressedKind,
  texts: readonly string[],
  root_account_id: number,
): Promise<readonly number[]> {
  const found = await resolveIds(call.context.database.pool, kind, texts, await scopeOf(call));
  return texts.map((text) => {
    const address = found.get(text);
    if (address?.root_account_id !== root_account_id) throw unknownRecord(nouns[kind]);
    return address.id;
  });
}

/** The ids in a list parameter, as they were sent; blank ones count for nothing. */
export function idTexts({ parameters }: Pick<Call, 'parameters'>, name: string): readonly string[] {
  return listParameter(parameters, name)
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

/**
 * The ids of the living objects that a list parameter names, of whatever tenant; what names nothing is left out. Null
 * when it names nothing at all, so that a list need not look.
 */
export async function readIds(
  call: Call,
  name: string,
  kind: AddressedKind,
): Promise<readonly number[] | null> {
  const texts = idTexts(call, name);
  if (texts.length === 0) return null;
  const found = await resolveIds(call.context.database.pool, kind, texts, await scopeOf(call));
  return [...found.values()].map(({ id }) => id);
}

/**
 * The object in the path, if the endpoint's permission is held in its account: 404 and 403 otherwise. The account of
 * a section is that of its course, of groups and group categories likewise; of people and terms the root account.
 */
export async function openObject(
  call: Asked,
  kind: AddressedKind,
  name: string = `${kind}_id`,
  options: AddressOptions = {},
): Promise<OpenedObject> {
  const address = await findObject(call, kind, call.path[name] ?? '', options);
  const account = await accountOf(call, kind, address);
  return { ...address, account_id: account.id, rights: await checkRights(call, account) };
}

/** The object in the path whatever the viewer may do there: 404 without one. For what people may ask about themselves. */
export async function peekObject(
  call: Asked,
  kind: AddressedKind,
  name: string = `${kind}_id`,
): Promise<OpenedObject> {
  const address = await findObject(call, kind, call.path[name] ?? '');
  const account = await accountOf(call, kind, address);
  return { ...address, account_id: account.id, rights: await rightsIn(call.context, call.viewer, account) };
}

/** The person in the path: whoever asks about themselves needs no permission. */
export async function openPerson(call: Asked, name = 'user_id'): Promise<OpenedObject> {
  const { id } = await findObject(call, 'user', call.path[name] ?? '');
  return id === call.viewer.user_id ? peekObject(call, 'user', name) : openObject(call, 'user', name);
}

async function accountOf(
  call: Pick<Call, 'context'>,
  kind: AddressedKind,
  address: Address,
): Promise<Address> {
  const id = await findHoldingAccount(call.context.database.pool, addressedTable(kind), address);
  if (id === null) throw unknownRecord(nouns[kind]);
  return { root_account_id: address.root_account_id, id };
}
