import { defineFileType, type RowOf } from '../define-file-type.ts';
import { declaredUserTypes } from './user.ts';

/** Further logins of people who exist. */
export const login = defineFileType({
  name: 'login',
  plural: 'logins',
  noun: 'login',
  file_name: 'logins.csv',
  summary:
    'Further logins of people who have one already. A logins file only adds; later changes and removal go through users.csv.',
  recognized_by: {
    any_of: [['existing_user_id', 'existing_integration_id', 'existing_canvas_user_id']],
  },
  identified_by: ['user_id'],
  needs_one_of: [['existing_user_id', 'existing_integration_id', 'existing_canvas_user_id']],
  columns: {
    user_id: { kind: 'sis_id', required: 'yes', summary: 'SIS ID of the new login.' },
    integration_id: { kind: 'text', summary: 'A second unique ID of the new login.' },
    login_id: {
      kind: 'text',
      required: 'yes',
      summary: 'Login name, unique among live logins of an authentication provider whatever the case.',
    },
    password: { kind: 'text', secret: true, summary: 'Password of the new login.' },
    ssha_password: { kind: 'text', secret: true, summary: 'Password as an SSHA hash.' },
    authentication_provider_id: {
      kind: 'text',
      summary: 'Number or type word of an authentication provider.',
    },
    existing_user_id: {
      kind: 'sis_id',
      required: 'either',
      references: 'user',
      summary: 'SIS ID of a live login of the person.',
    },
    existing_integration_id: {
      kind: 'text',
      required: 'either',
      summary: 'Integration ID of a live login of the person.',
    },
    existing_canvas_user_id: {
      kind: 'integer',
      required: 'either',
      summary: 'Number of the person; all given existing_* values must agree.',
    },
    root_account: {
      kind: 'text',
      summary:
        'Domain of a trusted account in which the person is looked up; a row with an unknown one is dropped.',
    },
    email: { kind: 'text', summary: 'E-mail address, added to the person.' },
    declared_user_type: {
      kind: 'enum',
      values: declaredUserTypes,
      clear_word: '<delete>',
      summary: 'What the login is for.',
    },
  },
  example: { user_id: 'U-1001-LAB', login_id: 'ada.lab', existing_user_id: 'U-1001' },
});

/** A parsed row of logins.csv. */
export type LoginRow = RowOf<typeof login>;
