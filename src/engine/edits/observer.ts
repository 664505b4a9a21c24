import type { RosterEdit } from '../edit-roster.ts';
import {
  countEnrollmentsBeside,
  findLiveLink,
  linkObserver,
  unlinkObserver,
  wantLink,
} from '../importers/observer-link.ts';

/** Why one person cannot observe another. */
export type ObserverFault = 'observes_self' | 'observer_without_login' | 'student_without_login';

/** Plans that a person observes another, with the enrollments beside theirs; hands out what is in the way. */
export async function planObserver(
  roster: RosterEdit,
  observer_id: number,
  student_id: number,
): Promise<ObserverFault | null> {
  const { plan, found } = roster;
  if (observer_id === student_id) return 'observes_self';
  await roster.lookUp((want) => {
    wantLink(want, observer_id, student_id);
    want.fact('person_has_live_login', observer_id);
    want.fact('person_has_live_login', student_id);
  });
  if (!found.fact('person_has_live_login', observer_id)) return 'observer_without_login';
  if (!found.fact('person_has_live_login', student_id)) return 'student_without_login';
  await roster.reserve({ user_observers: 1, enrollments: countEnrollmentsBeside(student_id, found) });
  linkObserver(observer_id, student_id, plan);
  return null;
}

/** Plans that a person observes another no more; 'gone' when they do not. */
export async function planObserverRemoval(
  roster: RosterEdit,
  observer_id: number,
  student_id: number,
): Promise<'gone' | null> {
  await roster.lookUp((want) => wantLink(want, observer_id, student_id));
  const link = findLiveLink(observer_id, student_id, roster.found);
  if (!link) return 'gone';
  unlinkObserver(link, roster.plan);
  return null;
}
