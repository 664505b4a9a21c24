export { enqueuePutBack, type PutBackRequest } from './put-back.ts';
export { enqueueImports, type ImportContext, type RunImport, type RunImportsOptions } from './run-imports.ts';
export { type JobKind, type StartWorkersOptions, startWorkers, type Workers } from './start-workers.ts';
export { type RunWorkerOptions, runWorker } from './worker-process.ts';
