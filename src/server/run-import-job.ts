import { runImport } from '../engine/index.ts';
import type { RunImport } from './jobs/index.ts';
import { joinUpload } from './upload/complete-upload.ts';

/** Hands an import from the queue to the engine, its upload in one piece. */
export const runImportJob: RunImport = async (context, key) => {
  await joinUpload(context, key);
  const { database, storage, log, signal, hold } = context;
  await runImport({ pool: database.pool, storage, log, signal, hold, now: () => new Date() }, key);
};
