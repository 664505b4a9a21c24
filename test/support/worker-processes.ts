import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const runner = fileURLToPath(new URL('./run-typescript.mjs', import.meta.url));
const worker = fileURLToPath(new URL('./import-worker.ts', import.meta.url));

const started = new Set<ChildProcess>();

/** Starts a process that runs imports with `runChunkedImport`, and waits until it takes jobs. */
export async function startWorkerProcess(url: string, concurrency = 2): Promise<ChildProcess> {
  const child = fork(runner, [worker, url, String(concurrency)]);
  started.add(child);
  child.once('exit', () => started.delete(child));
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (message !== 'ready') throw new Error(`The worker ended before it was ready: ${message}`);
  return child;
}

/** Sends a signal and waits for the end; returns the exit code, null when the signal ended it. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code] = await ended;
  return code;
}

/** Ends what a test left running. */
export async function endWorkerProcesses(): Promise<void> {
  await Promise.all([...started].map((child) => endProcess(child, 'SIGKILL')));
}
