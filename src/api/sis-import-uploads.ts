import { defineEndpoint, oneOf } from './define-endpoint.ts';
import type { SisImportUpload } from './sis-import-upload.ts';

const signature = {
  verifier: {
    kind: 'string',
    required: true,
    in_query: true,
    summary: 'The signature that the ticket’s `upload_url` carries.',
  },
} as const;

const file = {
  file: { kind: 'file', summary: 'The file of a multipart upload; without multipart the body is the file.' },
} as const;

const path = '/uploads/:id';

export const showSisImportUpload = defineEndpoint({
  name: 'showSisImportUpload',
  method: 'GET',
  path,
  parameters: signature,
  result: oneOf<SisImportUpload>('SisImportUpload'),
  permission: null,
  summary: 'Tells how much of the file of an import has arrived, and with which byte to go on.',
});

export const sendSisImportPart = defineEndpoint({
  name: 'sendSisImportPart',
  method: 'PUT',
  path,
  parameters: { ...signature, ...file },
  headers: {
    content_range: {
      kind: 'string',
      summary: 'Which bytes of the file follow, `bytes 0-1048575/3145728`; without it the whole file does.',
    },
  },
  result: oneOf<SisImportUpload>('SisImportUpload'),
  permission: null,
  summary: 'Takes the file of an import, or the next bytes of it; with its last byte the import is queued.',
});

export const sendSisImportFile = defineEndpoint({
  name: 'sendSisImportFile',
  method: 'POST',
  path,
  parameters: { ...signature, ...file },
  result: oneOf<SisImportUpload>('SisImportUpload'),
  permission: null,
  summary:
    'Takes the whole file of an import as a form, in place of what has arrived of it, and queues the import.',
});
