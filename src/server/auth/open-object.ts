import { type Address, findHoldingAccount } from '../../db/index.ts';
import type { Call } from '../define-route.ts';
import { ApiError } from '../errors.ts';
import { type AddressedKind, type AddressOptions, addressedTable, resolveId } from '../resolve-id.ts';
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
  if (address === null) throw new ApiError('unknown_record', { params: { noun: nouns[kind] } });
  return address;
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
  if (id === null) throw new ApiError('unknown_record', { params: { noun: nouns[kind] } });
  return { root_account_id: address.root_account_id, id };
}
