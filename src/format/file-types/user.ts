import { defineFileType, type RowOf } from '../define-file-type.ts';

/** The words of declared_user_type. */
export const declaredUserTypes = [
  'administrative',
  'observer',
  'staff',
  'student',
  'student_other',
  'teacher',
] as const;

/** People, each with one login. */
export const user = defineFileType({
  name: 'user',
  plural: 'users',
  noun: 'user',
  file_name: 'users.csv',
  summary:
    'People and their logins. A row is matched by user_id, else by login_id; status is the state of the login, and a person whose last login is deleted loses enrollments, group memberships and admin roles.',
  recognized_by: {
    all_of: ['user_id', 'login_id'],
    none_of: ['existing_user_id', 'existing_integration_id', 'existing_canvas_user_id'],
  },
  identified_by: ['user_id'],
  removed_by_option: 'diffing_user_remove_status',
  status_match: 'prefix',
  columns: {
    user_id: { kind: 'sis_id', required: 'yes', summary: 'SIS ID of the login.' },
    integration_id: { kind: 'text', summary: 'A second unique ID; blank keeps the stored one.' },
    login_id: {
      kind: 'text',
      required: 'yes',
      sticky: 'unique_id',
      summary: 'Login name, unique among live logins of an authentication provider whatever the case.',
    },
    password: {
      kind: 'text',
      secret: true,
      summary: 'Password of a new login, or of one whose password an import set before.',
    },
    ssha_password: {
      kind: 'text',
      secret: true,
      summary: 'Password as an SSHA hash; stored whenever given.',
    },
    authentication_provider_id: {
      kind: 'text',
      summary: 'Number or type word of an authentication provider; blank ends the association.',
    },
    first_name: { kind: 'text', sticky: 'name', summary: 'Given names; used when full_name is blank.' },
    last_name: { kind: 'text', sticky: 'name', summary: 'Surname; used when full_name is blank.' },
    full_name: { kind: 'text', sticky: 'name', summary: 'Full name; goes before first_name and last_name.' },
    sortable_name: {
      kind: 'text',
      sticky: 'sortable_name',
      summary: 'Name as it is sorted; derived from the other names when blank.',
    },
    short_name: { kind: 'text', sticky: 'short_name', summary: 'Display name; blank keeps the stored one.' },
    email: { kind: 'text', summary: 'E-mail address of the login; blank keeps the stored one.' },
    pronouns: {
      kind: 'text',
      sticky: 'pronouns',
      clear_word: '<delete>',
      summary: 'Pronouns; blank keeps the stored ones.',
    },
    declared_user_type: {
      kind: 'enum',
      values: declaredUserTypes,
      clear_word: '<delete>',
      summary: 'What the login is for; blank keeps the stored word.',
    },
    canvas_password_notification: {
      kind: 'boolean',
      summary:
        'Whether a new person with an e-mail address and the provider canvas is asked by mail to set a password.',
    },
    home_account: { kind: 'boolean', summary: 'Read for compatibility; has no effect.' },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['active', 'suspended', 'deleted'],
      sticky: 'workflow_state',
      summary: 'State of the login.',
    },
  },
  example: {
    user_id: 'U-1001',
    login_id: 'ada.byron',
    full_name: 'Ada Byron',
    email: 'ada.byron@example.edu',
    status: 'active',
  },
});

/** A parsed row of users.csv. */
export type UserRow = RowOf<typeof user>;
