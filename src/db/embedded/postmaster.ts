import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { programOf } from './binaries.ts';
import { type Cluster, environmentOfPrograms, startFailure } from './cluster.ts';
import { errorCode } from './data-folder.ts';
import {
  disown,
  findRunning,
  isAlive,
  type PostmasterFile,
  readPostmasterFile,
  runsHere,
} from './postmaster-file.ts';
import { LOOPBACK, startOnWindows, stopOnWindows } from './postmaster-windows.ts';
import { settingsFor } from './settings.ts';
import { asUser } from './system-user.ts';

/** A running postgres. */
export interface Postmaster {
  readonly pid: number;
  /** The folder of its socket. */
  readonly host: string;
  readonly port: number;
  /** True when an earlier keeper had started it. */
  readonly adopted: boolean;
  /** Fulfilled when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends it: statements under way are rolled back, what was committed is on disk. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly socket_folder: string;
  readonly log_file: string;
  readonly settings: Readonly<Record<string, string>>;
}

// The number is only a part of the socket's name; nobody listens on the TCP port.
const PORT = 5432;

// After kill -9 of a postmaster its children notice and leave, but a long statement may take a moment.
const LEFT_CHILDREN_MS = 20_000;

// A fast stop writes everything to disk first, which may take long on a slow one; then it is cut short.
const STOP_MS = 120_000;

// How soon the crash of an adopted postgres, which is nobody's child, is noticed.
const WATCH_MS = 250;

/** Starts postgres on the cluster, or takes over the one that a killed keeper left running. */
export async function startPostmaster(cluster: Cluster, options: StartOptions): Promise<Postmaster> {
  const running = await findRunning(cluster);
  if (running) return adopt(cluster, running);
  if (process.platform === 'win32') return adopt(cluster, await startOnWindows(cluster, options));
  const until = Date.now() + LEFT_CHILDREN_MS;
  for (;;) {
    const started = await tryStart(cluster, options);
    if (!(started instanceof Error)) return started;
    if (!/shared memory block .* is still in use/s.test(started.message) || Date.now() > until) throw started;
    await wait(100);
  }
}

function adopt(cluster: Cluster, file: PostmasterFile): Postmaster {
  const { pid, port } = file;
  return {
    pid,
    port,
    host: file.socket_folder || LOOPBACK,
    adopted: true,
    ended: untilGone(cluster, pid, WATCH_MS),
    stop: async () => {
      if (process.platform === 'win32') return stopOnWindows(cluster);
      await stopFast(pid, untilGone(cluster, pid, 5));
    },
  };
}

async function tryStart(cluster: Cluster, options: StartOptions): Promise<Postmaster | Error> {
  disown(cluster, options.socket_folder, PORT);
  const program = programOf(cluster.binaries, 'postgres');
  const settings = settingsFor({ socket_folder: options.socket_folder, port: PORT }, options.settings);
  const log = openSync(options.log_file, 'a', 0o600);
  const log_start = statSync(options.log_file).size;
  const child = spawn(program, ['-D', cluster.folder, ...settings.flatMap((setting) => ['-c', setting])], {
    ...asUser(cluster.user),
    cwd: cluster.user ? '/' : cluster.folder,
    env: environmentOfPrograms(),
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let ending: { readonly cause: Error | null } | null = null;
  const ended = new Promise<void>((resolve) => {
    const end = (cause: Error | null): void => {
      ending = { cause };
      resolve();
    };
    child.once('exit', () => end(null)).once('error', end);
  });
  const cause = await readiness(cluster, child.pid, () => ending);
  if (cause) return startFailure(program, cluster.user, lastLines(options.log_file, log_start), cause.cause);
  const pid = child.pid ?? 0;
  const stop = (): Promise<void> => (ending ? ended : stopFast(pid, ended));
  return { pid, host: options.socket_folder, port: PORT, adopted: false, ended, stop };
}

type Ending = { readonly cause: Error | null } | null;

/** Waits until postgres takes connections (null) or has ended; recovery after a crash may take its time. */
async function readiness(cluster: Cluster, pid: number | undefined, ending: () => Ending): Promise<Ending> {
  for (;;) {
    const end = ending();
    if (end) return end;
    const file = readPostmasterFile(cluster);
    if (file?.pid === pid && file?.status === 'ready') return null;
    await wait(3);
  }
}

async function untilGone(cluster: Cluster, pid: number, interval_ms: number): Promise<void> {
  for (;;) {
    const file = readPostmasterFile(cluster);
    // It removes the file a moment before it ends.
    if (file?.pid === pid ? !(await runsHere(cluster, file)) : !isAlive(pid)) return;
    // Watching alone keeps no process alive.
    await wait(interval_ms, undefined, { ref: interval_ms < WATCH_MS });
  }
}

async function stopFast(pid: number, ended: Promise<void>): Promise<void> {
  signal(pid, 'SIGINT');
  const cut_short = setTimeout(() => signal(pid, 'SIGQUIT'), STOP_MS);
  await ended;
  clearTimeout(cut_short);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It has ended by itself.
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/** What the log says since a start: the end of it, for an error's text. */
export function lastLines(file: string, from_bytes: number): string {
  const text = readFileSync(file).subarray(from_bytes).toString('utf8').trim();
  return text.split('\n').slice(-20).join('\n');
}
