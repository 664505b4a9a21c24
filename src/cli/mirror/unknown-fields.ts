/** Fields that no export tells. */
export interface UnknownField {
  readonly file_type: string;
  /** Of the file. */
  readonly columns: readonly string[];
  /** Of plans: of which objects. */
  readonly kind: string;
  /** Of plans; empty: all of the object. */
  readonly fields: readonly string[];
  readonly reason: string;
}

const untold = 'the export does not tell them, and changes of them are left out of the plan';

/** What is left out of the plan of a mirror, as it would seem to change in every row. */
export const unknownFields: readonly UnknownField[] = [
  {
    file_type: 'account',
    columns: ['integration_id'],
    kind: 'accounts',
    fields: ['integration_id'],
    reason: untold,
  },
  {
    file_type: 'term',
    columns: ['integration_id'],
    kind: 'terms',
    fields: ['integration_id'],
    reason: untold,
  },
  {
    file_type: 'term',
    columns: ['date_override_enrollment_type'],
    kind: 'term_dates',
    fields: [],
    reason: untold,
  },
  {
    file_type: 'course',
    columns: ['grade_passback_setting', 'homeroom_course', 'friendly_name', 'abstract_course_id'],
    kind: 'courses',
    fields: ['grade_passback_setting', 'homeroom_course', 'friendly_name', 'abstract_course_id'],
    reason: untold,
  },
  { file_type: 'user', columns: ['pronouns'], kind: 'users', fields: ['pronouns'], reason: untold },
  {
    file_type: 'user',
    columns: ['password', 'ssha_password', 'declared_user_type'],
    kind: 'logins',
    fields: ['password', 'declared_user_type'],
    reason: untold,
  },
  {
    file_type: 'login',
    columns: ['password', 'ssha_password', 'declared_user_type'],
    kind: 'logins',
    fields: ['password', 'declared_user_type'],
    reason: untold,
  },
  {
    file_type: 'enrollment',
    columns: ['start_date', 'end_date'],
    kind: 'enrollments',
    fields: ['start_at', 'end_at'],
    reason: untold,
  },
];
