import { type StartWorkersOptions, startWorkers } from './start-workers.ts';

export interface RunWorkerOptions extends StartWorkersOptions {
  /** Ends the worker: it stops at the next chunk border and hands its imports over. */
  readonly signal: AbortSignal;
}

/** Runs imports, as the server's own workers do, until the signal aborts. The caller turns SIGTERM into that. */
export async function runWorker({ signal, ...options }: RunWorkerOptions): Promise<void> {
  const workers = await startWorkers(options);
  options.log.info({ concurrency: options.concurrency }, 'the worker is ready');
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await workers.stop();
  options.log.info({}, 'the worker has stopped');
}
