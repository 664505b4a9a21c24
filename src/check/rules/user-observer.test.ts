import { describeRules } from '../../../test/support/describe-rules.ts';
import { userObserver } from '../../format/index.ts';

describeRules(userObserver, {
  'without observer_id is refused': [{ observer_id: '' }, 'user_observer.observer_missing'],
  'without student_id is refused': [{ student_id: '' }, 'user_observer.student_missing'],
  'that links a person with themselves is refused': [
    { observer_id: 'U1', student_id: 'U1' },
    'user_observer.observes_self',
  ],
  'without a status is refused': [{ status: '' }, 'user_observer.bad_status'],
  'needs the whole status word': [{ status: 'active_2026' }, 'user_observer.bad_status'],
  'may write the status in any case': [{ status: 'DELETED' }, null],
  'speaks of self-observation before the status': [
    { observer_id: 'U1', student_id: 'U1', status: '' },
    'user_observer.observes_self',
  ],
});
