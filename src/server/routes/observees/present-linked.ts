import type { LinkedUser } from '../../../api/index.ts';
import type { Call } from '../../define-route.ts';
import { type ApiError, unknownRecord } from '../../errors.ts';
import { type PeoplePlace, presentPeople } from '../users/present-people.ts';

/** What the answer is when the one person does not observe the other. */
export function unknownObservee(): ApiError {
  return unknownRecord('observee');
}

/** People at one end of a link as the API shows them, in the order of the ids. */
export async function presentLinked(
  call: Call,
  place: PeoplePlace,
  user_ids: readonly number[],
  include: readonly string[] = [],
): Promise<readonly LinkedUser[]> {
  const people = await presentPeople(call, place, user_ids, new Set(include));
  const observation_link_root_account_ids = [place.root_account_id];
  return people.map((person) => ({ ...person, observation_link_root_account_ids }));
}

/** One person at the end of a link. */
export async function presentObservee(call: Call, place: PeoplePlace, user_id: number): Promise<LinkedUser> {
  const [observee] = await presentLinked(call, place, [user_id]);
  if (observee === undefined) throw unknownObservee();
  return observee;
}
