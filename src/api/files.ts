import { bytes, defineEndpoint } from './define-endpoint.ts';

export const downloadFile = defineEndpoint({
  name: 'downloadFile',
  method: 'GET',
  path: '/files/:id/download',
  parameters: {
    verifier: {
      kind: 'string',
      required: true,
      summary: 'The signature that a File object’s `url` carries.',
    },
    download_frd: { kind: 'boolean', summary: 'Accepted for compatibility.' },
  },
  result: bytes(),
  permission: null,
  summary: 'Sends the bytes of a stored file to whoever holds its signed address.',
});
