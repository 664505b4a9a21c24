import { giveUpImport, runImport } from '../engine/index.ts';
import type { ImportContext, RunImport, RunImportsOptions } from './jobs/index.ts';
import { joinUpload } from './upload/complete-upload.ts';

const contextOf = ({ database, storage, log, signal, hold }: ImportContext) => ({
  pool: database.pool,
  storage,
  log,
  signal,
  hold,
  now: () => new Date(),
});

/** Hands an import from the queue to the engine, its upload in one piece. */
export const runImportJob: RunImport = async (context, key) => {
  await joinUpload(context, key);
  await runImport(contextOf(context), key);
};

/** Has the engine end an import that no run can finish. */
export const giveUpImportJob: NonNullable<RunImportsOptions['giveUpImport']> = async (context, key, why) => {
  await giveUpImport(contextOf(context), key, why);
};
