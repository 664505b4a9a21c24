import type { Account } from './account.ts';
import { defineEndpoint, oneOf, pagesOf } from './define-endpoint.ts';

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
