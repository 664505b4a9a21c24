import { defineEndpoint, oneOf } from './define-endpoint.ts';

/** Whether the server can work. */
export interface Health {
  readonly status: 'ok' | 'unavailable';
  readonly database: boolean;
}

export const showHealth = defineEndpoint({
  name: 'showHealth',
  method: 'GET',
  path: '/health',
  parameters: {},
  result: oneOf<Health>('Health'),
  permission: null,
  summary: 'Tells whether the server and its database answer; 503 when they do not.',
});
