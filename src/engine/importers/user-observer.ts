import { draftMessage, type RowOf, userObserver } from '../../format/index.ts';
import type { Found } from '../found.ts';
import { statusWord } from './cells.ts';
import { defineImporter } from './define-importer.ts';
import {
  countEnrollmentsBeside,
  findLiveLink,
  linkObserver,
  unlinkObserver,
  wantLink,
} from './observer-link.ts';

type Row = RowOf<typeof userObserver>;

/** Links between observers and students, with the enrollments of the observer beside the student's. */
export const userObserverImporter = defineImporter<typeof userObserver>({
  file_type: userObserver,
  table: 'user_observers',
  keeps: ['pseudonyms'],
  creates: (rows, found) => {
    const enrollments = rows.reduce((sum, row) => {
      const { observer_id, student_id } = pairOf(row, found);
      return observer_id === null || student_id === null
        ? sum
        : sum + countEnrollmentsBeside(student_id, found);
    }, 0);
    return { user_observers: rows.length, enrollments };
  },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('pseudonyms', 'by_sis_id', row.observer_id);
        want('pseudonyms', 'by_sis_id', row.student_id);
      }
    },
    (rows, want, found) => {
      for (const row of rows) {
        const { observer_id, student_id } = pairOf(row, found);
        if (observer_id === null || student_id === null) continue;
        wantLink(want, observer_id, student_id);
      }
    },
  ],
  planRow(row, plan) {
    const { found } = plan;
    const { observer_id, student_id } = pairOf(row, found);
    if (observer_id === null) {
      return draftMessage('user_observer.observer_unknown', { observer_id: row.observer_id });
    }
    if (student_id === null) {
      return draftMessage('user_observer.student_unknown', { student_id: row.student_id });
    }
    if (observer_id === student_id) {
      return draftMessage('user_observer.observes_self', { student_id: row.student_id });
    }
    if (statusWord(row.status, ['deleted']) !== null) {
      const link = findLiveLink(observer_id, student_id, found);
      if (!link) {
        return draftMessage('user_observer.link_missing', {
          observer_id: row.observer_id,
          student_id: row.student_id,
        });
      }
      unlinkObserver(link, plan);
      return 'counted';
    }
    linkObserver(observer_id, student_id, plan);
    return 'counted';
  },
});

/** The people of a row by their live logins, null where there is none. */
function pairOf(row: Row, found: Found) {
  const personOf = (sis_id: string | null) => {
    const login = found.one('pseudonyms', 'by_sis_id', sis_id);
    return login && login.workflow_state !== 'deleted' ? login.user_id : null;
  };
  return { observer_id: personOf(row.observer_id), student_id: personOf(row.student_id) };
}
