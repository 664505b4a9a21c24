import { draftMessage, userObserver } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(userObserver);

/** What a row of user_observer can be refused or remarked on for by itself, in this order. */
export const userObserverRules: RowRules<typeof userObserver> = [
  (row) =>
    row.observer_id === null
      ? draftMessage('user_observer.observer_missing', { student_id: row.student_id })
      : null,
  (row) =>
    row.student_id === null
      ? draftMessage('user_observer.student_missing', { observer_id: row.observer_id })
      : null,
  (row) =>
    row.observer_id === row.student_id
      ? draftMessage('user_observer.observes_self', { student_id: row.student_id })
      : null,
  (row) =>
    !isStatus(row.status)
      ? draftMessage('user_observer.bad_status', {
          observer_id: row.observer_id,
          student_id: row.student_id,
          status: row.status,
        })
      : null,
];
