import { defineFileType, type RowOf } from '../define-file-type.ts';

/** Administrators of accounts. */
export const admin = defineFileType({
  name: 'admin',
  plural: 'admins',
  noun: 'admin',
  file_name: 'admins.csv',
  summary:
    'Administrators of accounts. Only an admin role that an import has given or confirmed can be taken away by an import.',
  recognized_by: { all_of: ['account_id', 'user_id'] },
  identified_by: ['user_id', 'account_id'],
  status_match: 'prefix',
  needs_one_of: [['role', 'role_id']],
  columns: {
    user_id: {
      kind: 'sis_id',
      required: 'yes',
      references: 'user',
      summary: 'SIS ID of the user, who needs a live login.',
    },
    account_id: {
      kind: 'sis_id',
      references: 'account',
      summary: 'SIS ID of an active account. The column must exist; a blank cell means the root account.',
    },
    role_id: {
      kind: 'integer',
      required: 'either',
      summary: 'Number of an account role; tried before role.',
    },
    role: {
      kind: 'text',
      required: 'either',
      summary: 'AccountAdmin or the exact name of an account role; needed unless role_id is given.',
    },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['active', 'deleted'],
      summary: 'Whether the user has the role.',
    },
    root_account: {
      kind: 'text',
      summary: 'Domain of a trusted account in which the user is looked up.',
    },
  },
  example: { user_id: 'U-1001', account_id: 'A-SCIENCE', role: 'AccountAdmin', status: 'active' },
});

/** A parsed row of admins.csv. */
export type AdminRow = RowOf<typeof admin>;
