import { defineFileType, type RowOf } from '../define-file-type.ts';

/** Observers and the students they watch. */
export const userObserver = defineFileType({
  name: 'user_observer',
  plural: 'user_observers',
  noun: 'user observer',
  file_name: 'user_observers.csv',
  summary:
    'Observers, such as parents, and the students they watch. A live link enrolls the observer wherever the student is enrolled.',
  recognized_by: { all_of: ['observer_id', 'student_id'] },
  identified_by: ['observer_id', 'student_id'],
  status_match: 'word',
  columns: {
    observer_id: {
      kind: 'sis_id',
      required: 'yes',
      references: 'user',
      summary: 'SIS ID of the observer, who needs a live login.',
    },
    student_id: {
      kind: 'sis_id',
      required: 'yes',
      references: 'user',
      summary: 'SIS ID of the student, who needs a live login.',
    },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['active', 'deleted'],
      summary: 'Whether the observer watches the student; the whole word is needed.',
    },
  },
  example: { observer_id: 'U-P-500', student_id: 'U-1001', status: 'active' },
});

/** A parsed row of user_observers.csv. */
export type UserObserverRow = RowOf<typeof userObserver>;
