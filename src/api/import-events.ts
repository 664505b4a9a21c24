import { defineEndpoint, eventsOf } from './define-endpoint.ts';
import type { ImportEvent } from './import-event.ts';

const shownTo = ['import_sis', 'manage_sis'] as const;

const from = {
  parameters: {
    last_event_id: { kind: 'integer', summary: 'The same, for callers that cannot send the header.' },
  },
  headers: {
    last_event_id: {
      kind: 'integer',
      summary: 'The number of the last event that the caller has had; the stream goes on with the next.',
    },
  },
} as const;

export const streamAccountImportEvents = defineEndpoint({
  name: 'streamAccountImportEvents',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/sis_imports/events',
  ...from,
  result: eventsOf<ImportEvent>('ImportEvent'),
  permission: shownTo,
  summary: 'Streams what becomes of the imports of a root account, as server-sent events.',
});

export const streamImportEvents = defineEndpoint({
  name: 'streamImportEvents',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/sis_imports/:id/events',
  ...from,
  result: eventsOf<ImportEvent>('ImportEvent'),
  permission: shownTo,
  summary: 'Streams what becomes of one import, its latest event first, as server-sent events.',
});
