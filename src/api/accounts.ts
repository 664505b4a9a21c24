import type { Account } from './account.ts';
import { type AccountSettings, accountSettingParameters } from './account-settings.ts';
import { defineEndpoint, oneOf, pagesOf } from './define-endpoint.ts';
import { override_sis_stickiness } from './edit-parameters.ts';

const quotas = {
  default_storage_quota_mb: { kind: 'integer', summary: 'Room for the files of a course, in megabytes.' },
  default_user_storage_quota_mb: {
    kind: 'integer',
    summary: 'Room for the files of a person, in megabytes.',
  },
  default_group_storage_quota_mb: {
    kind: 'integer',
    summary: 'Room for the files of a group, in megabytes.',
  },
} as const;

export const listAccounts = defineEndpoint({
  name: 'listAccounts',
  method: 'GET',
  path: '/api/v1/accounts',
  parameters: {},
  result: pagesOf<Account>('Account'),
  permission: [],
  summary: 'Lists the accounts in which the caller is an admin.',
});

export const showAccount = defineEndpoint({
  name: 'showAccount',
  method: 'GET',
  path: '/api/v1/accounts/:id',
  parameters: {},
  result: oneOf<Account>('Account'),
  permission: [],
  summary: 'Shows one account.',
});

export const listSubAccounts = defineEndpoint({
  name: 'listSubAccounts',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/sub_accounts',
  parameters: {
    recursive: { kind: 'boolean', summary: 'All accounts below, instead of direct children only.' },
  },
  result: pagesOf<Account>('Account'),
  permission: [],
  summary: 'Lists the accounts below an account.',
});

export const createRootAccount = defineEndpoint({
  name: 'createRootAccount',
  method: 'POST',
  path: '/api/v1/accounts/:account_id/root_accounts',
  parameters: {
    account: {
      kind: 'group',
      required: true,
      members: {
        name: {
          kind: 'string',
          required: true,
          max_length: 255,
          summary: 'The name of the new root account.',
        },
        domain: { kind: 'string', max_length: 255, summary: 'The Host that leads to it.' },
      },
      summary: 'The new root account.',
    },
  },
  result: oneOf<Account>('Account'),
  permission: ['site_admin'],
  summary: 'Makes a new root account that holds nothing but its default term.',
});

export const createSubAccount = defineEndpoint({
  name: 'createSubAccount',
  method: 'POST',
  path: '/api/v1/accounts/:account_id/sub_accounts',
  parameters: {
    account: {
      kind: 'group',
      required: true,
      members: {
        name: { kind: 'string', required: true, max_length: 255, summary: 'The name of the new account.' },
        sis_account_id: {
          kind: 'string',
          max_length: 255,
          summary: 'Its SIS ID; needs `manage_sis`, and no account may have it, deleted ones included.',
        },
        ...quotas,
      },
      summary: 'The new account.',
    },
  },
  result: oneOf<Account>('Account'),
  permission: ['manage_account_settings'],
  summary: 'Makes an account below an account.',
});

export const updateAccount = defineEndpoint({
  name: 'updateAccount',
  method: 'PUT',
  path: '/api/v1/accounts/:id',
  parameters: {
    account: {
      kind: 'group',
      required: true,
      members: {
        name: { kind: 'string', max_length: 255, summary: 'The new name.' },
        sis_account_id: {
          kind: 'string',
          max_length: 255,
          summary: 'The new SIS ID, blank for none; needs `manage_sis`, and a root account’s stays as it is.',
        },
        parent_account_id: {
          kind: 'id',
          summary: 'The account to move it under, in which the caller needs the same permission.',
        },
        default_time_zone: {
          kind: 'string',
          summary: 'By its IANA name or the one of Rails; blank for that of the account above.',
        },
        ...quotas,
        settings: {
          kind: 'group',
          members: accountSettingParameters,
          summary: 'Switches of behaviour.',
        },
      },
      summary: 'What to change; the rest stays.',
    },
    override_sis_stickiness,
  },
  result: oneOf<Account>('Account'),
  permission: ['manage_account_settings'],
  summary: 'Changes an account and its settings.',
});

export const deleteSubAccount = defineEndpoint({
  name: 'deleteSubAccount',
  method: 'DELETE',
  path: '/api/v1/accounts/:account_id/sub_accounts/:id',
  parameters: {},
  result: oneOf<Account>('Account'),
  permission: ['manage_account_settings'],
  summary: 'Deletes an account in which no course and below which no account is left.',
});

export const showAccountSettings = defineEndpoint({
  name: 'showAccountSettings',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/settings',
  parameters: {},
  result: oneOf<AccountSettings>('AccountSettings'),
  permission: ['manage_account_settings'],
  summary: 'Shows the switches of an account.',
});
