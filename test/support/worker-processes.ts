import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { removeFolder } from './remove-folder.ts';

// Inside node_modules, from where the packages that are not bundled are found.
const cache = fileURLToPath(new URL('../../node_modules/.cache/rollcall-workers', import.meta.url));
const entry = fileURLToPath(new URL('./import-worker.ts', import.meta.url));

export interface WorkerProcessOptions {
  readonly concurrency?: number;
  readonly check_ms?: number;
  readonly grace_ms?: number;
  /** The only kind of job that it runs. */
  readonly only?: 'imports' | 'reports' | 'webhooks';
  /** Where webhooks may lead besides public addresses. */
  readonly webhook_networks?: readonly string[];
  /** Runs the real engine on the uploads of this folder; else imports are those of `runChunkedImport`. */
  readonly engine?: { readonly files: string; readonly chunk_rows: number };
}

const started = new Set<ChildProcess>();
let folder: string | undefined;
let program: Promise<string> | undefined;

/** Makes one JavaScript file of `import-worker.ts`: Node 20 reads no TypeScript, and tests should need no build. */
async function buildProgram(): Promise<string> {
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, 'run-'));
  const file = join(folder, 'import-worker.mjs');
  await build({
    input: entry,
    platform: 'node',
    external: (id) => !/^[./]/.test(id),
    output: { file, codeSplitting: false },
  });
  return file;
}

/** Starts a process that runs imports. */
export async function spawnWorkerProcess(
  url: string,
  options: WorkerProcessOptions = {},
): Promise<ChildProcess> {
  program ??= buildProgram();
  const child = fork(await program, [url, JSON.stringify(options)]);
  started.add(child);
  child.once('exit', () => started.delete(child));
  return child;
}

/** The same, and waits until it takes jobs. */
export async function startWorkerProcess(url: string, options?: WorkerProcessOptions): Promise<ChildProcess> {
  const child = await spawnWorkerProcess(url, options);
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

/** Removes the program; after the last test of a file. */
export function removeWorkerProgram(): void {
  if (folder !== undefined) removeFolder(folder);
}
