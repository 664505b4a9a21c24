import type { UserDetails } from '../../../api/index.ts';
import { findUsers } from '../../../db/index.ts';
import type { AccountRights } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { presentUserDetails } from '../../presenters/present-user.ts';

/** A tenant, and what the viewer may do there. */
export interface PeoplePlace {
  readonly root_account_id: number;
  readonly rights: AccountRights;
}

/** What a single person's answer holds beyond the keys of lists. */
export const singleKeys: ReadonlySet<string> = new Set(['email', 'time_zone', 'permissions']);

/** People of a tenant as the API shows them, in the order of the ids. */
export async function presentPeople(
  { context, viewer }: Pick<Call, 'context' | 'viewer'>,
  { root_account_id, rights }: PeoplePlace,
  user_ids: readonly number[],
  include: ReadonlySet<string>,
): Promise<readonly UserDetails[]> {
  const rows = await findUsers(context.database.pool, root_account_id, user_ids);
  return rows.map((row) =>
    presentUserDetails(row, { ...rights, is_self: row.id === viewer.user_id }, include),
  );
}

/** One person of a tenant as the API shows them; 404 for one who is gone by now. */
export async function presentPerson(
  call: Pick<Call, 'context' | 'viewer'>,
  place: PeoplePlace,
  user_id: number,
  include: ReadonlySet<string> = singleKeys,
): Promise<UserDetails> {
  const [user] = await presentPeople(call, place, [user_id], include);
  if (user === undefined) throw unknownRecord('user');
  return user;
}
