import { defineEndpoint, oneOf, wrappedPagesOf } from './define-endpoint.ts';
import { importOptions } from './import-options.ts';
import type { Progress } from './progress.ts';
import { importStates, type SisImport, type SisImportError } from './sis-import.ts';

const shownTo = ['import_sis', 'manage_sis'] as const;

const failureFilter = {
  failure: { kind: 'boolean', summary: 'Only messages about failures.' },
} as const;

export const createSisImport = defineEndpoint({
  name: 'createSisImport',
  method: 'POST',
  path: '/api/v1/accounts/:account_id/sis_imports',
  parameters: {
    import_type: {
      kind: 'string',
      values: ['instructure_csv'],
      summary: 'The kind of data; `instructure_csv` is the only one and the default.',
    },
    attachment: {
      kind: 'file',
      summary: 'The CSV or zip file of a multipart upload; without multipart the body is the file.',
    },
    extension: {
      kind: 'string',
      values: ['csv', 'zip', 'xml'],
      summary: 'What a raw body holds, when its Content-Type does not say so.',
    },
    pre_attachment: {
      kind: 'group',
      summary: 'Instead of a file: describes the one that comes later, to the address in the answer.',
      members: {
        name: { kind: 'string', required: true, summary: 'The file’s name; its extension says csv or zip.' },
        size: { kind: 'integer', summary: 'Its length in bytes.' },
        content_type: { kind: 'string', summary: 'Its media type.' },
      },
    },
    ...importOptions,
  },
  headers: {
    idempotency_key: {
      kind: 'string',
      max_length: 255,
      summary:
        'Names the request: the same one sent again within seven days gives the same import and queues nothing.',
    },
  },
  result: oneOf<SisImport>('SisImport'),
  permission: ['import_sis'],
  summary: 'Stores an upload and queues its import.',
});

export const listSisImports = defineEndpoint({
  name: 'listSisImports',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/sis_imports',
  parameters: {
    created_since: { kind: 'timestamp', summary: 'Only imports created after this time.' },
    created_before: { kind: 'timestamp', summary: 'Only imports created before this time.' },
    workflow_state: {
      kind: 'string',
      list: true,
      values: importStates,
      summary: 'Only imports in these states.',
    },
  },
  result: wrappedPagesOf<SisImport, 'sis_imports'>('sis_imports', 'SisImport'),
  permission: shownTo,
  summary: 'Lists the imports of a root account, newest first.',
});

export const listImportingSisImports = defineEndpoint({
  name: 'listImportingSisImports',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/sis_imports/importing',
  parameters: {},
  result: wrappedPagesOf<SisImport, 'sis_imports'>('sis_imports', 'SisImport'),
  permission: shownTo,
  summary: 'Lists the imports that are running now.',
});

export const showSisImport = defineEndpoint({
  name: 'showSisImport',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/sis_imports/:id',
  parameters: {},
  result: oneOf<SisImport>('SisImport'),
  permission: shownTo,
  summary: 'Shows one import.',
});

export const abortSisImport = defineEndpoint({
  name: 'abortSisImport',
  method: 'PUT',
  path: '/api/v1/accounts/:account_id/sis_imports/:id/abort',
  parameters: {},
  result: oneOf<SisImport>('SisImport'),
  permission: shownTo,
  summary:
    'Stops an import that has not ended; the rows it has applied stay, and `data.applied` says how many of each file.',
});

export const abortAllPendingSisImports = defineEndpoint({
  name: 'abortAllPendingSisImports',
  method: 'PUT',
  path: '/api/v1/accounts/:account_id/sis_imports/abort_all_pending',
  parameters: {},
  result: oneOf<{ readonly aborted: true }>('Aborted'),
  permission: shownTo,
  summary: 'Stops every import that waits; the running one goes on.',
});

export const approveSisImport = defineEndpoint({
  name: 'approveSisImport',
  method: 'PUT',
  path: '/api/v1/accounts/:account_id/sis_imports/:id/approve',
  parameters: {
    reason: {
      kind: 'string',
      required: true,
      max_length: 1000,
      summary: 'Why it may do what its plan says; kept with the import and in the log.',
    },
  },
  result: oneOf<SisImport>('SisImport'),
  permission: ['manage_sis'],
  summary: 'Lets an import go on, this once, that was held as it would go beyond a limit.',
});

export const restoreSisImportStates = defineEndpoint({
  name: 'restoreSisImportStates',
  method: 'PUT',
  path: '/api/v1/accounts/:account_id/sis_imports/:id/restore_states',
  parameters: {
    batch_mode: { kind: 'boolean', summary: 'Only what batch mode took away.' },
    undelete_only: { kind: 'boolean', summary: 'Only what the import deleted.' },
    unconclude_only: {
      kind: 'boolean',
      summary: 'Only what the import concluded; not together with `undelete_only`.',
    },
  },
  result: oneOf<Progress>('Progress'),
  permission: ['manage_sis'],
  summary:
    'Gives what an ended import has made, deleted, concluded or brought back its former state, as long as what imports changed is kept (30 days, or as many as the server is told).',
});

export const undoSisImport = defineEndpoint({
  name: 'undoSisImport',
  method: 'PUT',
  path: '/api/v1/accounts/:account_id/sis_imports/:id/undo',
  parameters: {
    force: {
      kind: 'boolean',
      summary:
        'Also puts back what others have changed since and takes away what the import made; only what others need stays.',
    },
  },
  result: oneOf<Progress>('Progress'),
  permission: ['manage_sis'],
  summary:
    'Leaves the roster as if an ended import had never been: values, ids, marks and states, as long as what imports changed is kept. Nothing is done where others have changed something since; `results.obstacles` of the Progress tells what. Asked again it answers with the same Progress.',
});

export const listSisImportErrors = defineEndpoint({
  name: 'listSisImportErrors',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/sis_imports/:id/errors',
  parameters: failureFilter,
  result: wrappedPagesOf<SisImportError, 'sis_import_errors'>('sis_import_errors', 'SisImportError'),
  permission: shownTo,
  summary: 'Lists the messages of an import, newest first.',
});

export const listAccountSisImportErrors = defineEndpoint({
  name: 'listAccountSisImportErrors',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/sis_import_errors',
  parameters: failureFilter,
  result: wrappedPagesOf<SisImportError, 'sis_import_errors'>('sis_import_errors', 'SisImportError'),
  permission: shownTo,
  summary: 'Lists the messages of all imports of a root account, newest first.',
});
