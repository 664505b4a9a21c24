import type { RosterRecord } from '../../db/index.ts';
import { draftMessage, type RowOf, userObserver } from '../../format/index.ts';
import type { Found } from '../found.ts';
import type { Plan } from '../plan.ts';
import { statusWord } from './cells.ts';
import { defineImporter } from './define-importer.ts';
import { deleteEnrollment } from './enrollment-changes.ts';
import { enrollBeside } from './enrollment-observers.ts';

type Row = RowOf<typeof userObserver>;
type Enrollment = RosterRecord<'enrollments'>;

/** The states of a student's enrollment beside which an observer is enrolled. */
const CURRENT_STATES = ['active', 'invited', 'inactive'];

/** Links between observers and students, with the enrollments of the observer beside the student's. */
export const userObserverImporter = defineImporter<typeof userObserver>({
  file_type: userObserver,
  table: 'user_observers',
  keeps: ['pseudonyms'],
  creates: (rows, found) => {
    const enrollments = rows.reduce((sum, row) => {
      const { observer_id, student_id } = pairOf(row, found);
      return observer_id === null || student_id === null ? sum : sum + current(student_id, found).length;
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
        want('user_observers', 'by_student', student_id);
        want('enrollments', 'by_user', student_id);
        want('enrollments', 'by_user', observer_id);
      }
    },
  ],
  planRow(row, plan) {
    const { found, options } = plan;
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
    const links = found.all('user_observers', 'by_student', student_id);
    const link = links.find((entry) => entry.observer_id === observer_id);
    if (statusWord(row.status, ['deleted']) !== null) {
      if (!link || link.workflow_state === 'deleted') {
        return draftMessage('user_observer.link_missing', {
          observer_id: row.observer_id,
          student_id: row.student_id,
        });
      }
      plan.stamp('user_observers', link.id);
      plan.update('user_observers', link, { workflow_state: 'deleted' });
      for (const entry of observing(observer_id, student_id, found)) {
        if (entry.workflow_state !== 'deleted') deleteEnrollment(entry, {}, plan);
      }
      return 'counted';
    }
    if (link) {
      plan.stamp('user_observers', link.id);
      plan.update('user_observers', link, { workflow_state: 'active' });
    } else {
      const { sis_import_id } = options;
      plan.create('user_observers', { observer_id, student_id, workflow_state: 'active', sis_import_id });
    }
    enrollObserver(observer_id, student_id, plan);
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

function current(student_id: number, found: Found): readonly Enrollment[] {
  return found.all('enrollments', 'by_user', student_id).filter((entry) => {
    return entry.type === 'StudentEnrollment' && CURRENT_STATES.includes(entry.workflow_state);
  });
}

function observing(observer_id: number, student_id: number, found: Found): readonly Enrollment[] {
  return found.all('enrollments', 'by_user', observer_id).filter((entry) => {
    return entry.type === 'ObserverEnrollment' && entry.associated_user_id === student_id;
  });
}

function enrollObserver(observer_id: number, student_id: number, plan: Plan): void {
  for (const student of current(student_id, plan.found)) {
    const beside = observing(observer_id, student_id, plan.found).filter(
      (entry) => entry.course_section_id === student.course_section_id,
    );
    enrollBeside(student, observer_id, beside, plan);
  }
}
