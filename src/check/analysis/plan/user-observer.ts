import { draftMessage, type userObserver } from '../../../format/index.ts';
import { statusWord } from '../../cells.ts';
import type { World } from '../world.ts';
import { definePlan, missing } from './define-plan.ts';

/** Links between observers and students. */
export const userObserverPlan = definePlan<typeof userObserver>({
  planRow({ observer_id, student_id, status }, world, say) {
    const observer = personOf(observer_id, world);
    if (observer === null) {
      return say.refuse(
        draftMessage('user_observer.observer_unknown', { observer_id }),
        world.logins.get(observer_id) ? undefined : missing('user', observer_id),
      );
    }
    const student = personOf(student_id, world);
    if (student === null) {
      return say.refuse(
        draftMessage('user_observer.student_unknown', { student_id }),
        world.logins.get(student_id) ? undefined : missing('user', student_id),
      );
    }
    if (observer === student) return say.refuse(draftMessage('user_observer.observes_self', { student_id }));
    const link = `${observer} ${student}`;
    if (statusWord(status, ['deleted']) === null) {
      world.observer_links.add(link);
      return true;
    }
    if (world.observer_links.delete(link)) return true;
    return say.refuse(draftMessage('user_observer.link_missing', { observer_id, student_id }));
  },
});

function personOf(sis_id: string | null, { logins }: World): number | null {
  const login = logins.get(sis_id);
  return login && login.state !== 'deleted' ? login.person : null;
}
