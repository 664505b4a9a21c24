import { defineFileType, type RowOf } from '../define-file-type.ts';

/** Sub-accounts: the colleges, schools and departments under the root account. */
export const account = defineFileType({
  name: 'account',
  plural: 'accounts',
  noun: 'account',
  file_name: 'accounts.csv',
  summary:
    'Sub-accounts and the tree they form under the root account. A parent must exist already or stand higher in the file.',
  recognized_by: { all_of: ['account_id', 'parent_account_id'] },
  identified_by: ['account_id'],
  status_match: 'prefix',
  columns: {
    account_id: { kind: 'sis_id', required: 'yes', summary: 'SIS ID of the account.' },
    parent_account_id: {
      kind: 'sis_id',
      references: 'account',
      sticky: 'parent_account_id',
      summary:
        'SIS ID of the parent. The column must exist; a blank cell means the root account, for an existing account too.',
    },
    name: {
      kind: 'text',
      required: 'new',
      sticky: 'name',
      summary: 'Name of the account; a blank cell keeps the name of an existing account.',
    },
    status: {
      kind: 'enum',
      required: 'new',
      values: ['active', 'deleted'],
      summary:
        'State of the account; for an existing account a blank cell or any other word keeps the state. An account with live sub-accounts or courses cannot be deleted.',
    },
    integration_id: {
      kind: 'text',
      summary: 'A second unique ID; a blank cell or a missing column clears it.',
    },
  },
  example: {
    account_id: 'A-SCIENCE',
    parent_account_id: '',
    name: 'School of Science',
    status: 'active',
  },
});

/** A parsed row of accounts.csv. */
export type AccountRow = RowOf<typeof account>;
