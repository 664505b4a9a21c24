import type { SisImportUpload } from '../../../api/index.ts';
import type { PublicCall } from '../../define-route.ts';
import { presentUpload } from '../../upload/upload-tickets.ts';
import { openUpload } from './open-upload.ts';

/** Tells how much of the file of an import has arrived. */
export async function showSisImportUpload(call: PublicCall): Promise<SisImportUpload> {
  const upload = await openUpload(call);
  call.reply.header('upload-offset', upload.received_bytes).header('cache-control', 'no-store');
  return presentUpload(upload);
}
