import { runImport } from '../engine/index.ts';
import type { RunImport } from './jobs/index.ts';

/** Hands an import from the queue to the engine. */
export const runImportJob: RunImport = ({ database, storage, log, signal, hold }, key) =>
  runImport({ pool: database.pool, storage, log, signal, hold, now: () => new Date() }, key);
