import {
  chownSync,
  existsSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { errorCode } from './data-folder.ts';
import { runsOnWindows } from './postmaster-windows.ts';

/** What a running, or killed, postgres says of itself in `postmaster.pid`. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** Empty where it listens on TCP only. */
  readonly socket_folder: string;
  /** `starting`, `ready`, `stopping`; empty while the file is being written. */
  readonly status: string;
}

const fileOf = (cluster: Cluster): string => join(cluster.folder, 'postmaster.pid');

/** Reads `postmaster.pid`; null where there is none. */
export function readPostmasterFile(cluster: Cluster): PostmasterFile | null {
  try {
    const [pid, , , port, socket_folder, , , status] = readFileSync(fileOf(cluster), 'utf8').split('\n');
    return {
      pid: Number(pid) || 0,
      port: Number(port) || 0,
      socket_folder: socket_folder?.trim() ?? '',
      status: status?.trim() ?? '',
    };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Whether a process with this id lives; one that only waits to be buried does not. */
export function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process, then.
    return errorCode(error) === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  try {
    // The state follows the name, which stands in parentheses and may hold anything.
    return !/^ Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, ''));
  } catch (error) {
    return errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ESRCH';
  }
}

/**
 * Finds a postgres that runs on the cluster although its keeper is gone; waits while it starts or stops.
 * Null: none runs, whatever `postmaster.pid` says, for its number may belong to another program by now.
 */
export async function findRunning(cluster: Cluster): Promise<PostmasterFile | null> {
  const empty_until = Date.now() + 1_000;
  for (;;) {
    const file = readPostmasterFile(cluster);
    if (!file) return null;
    if (file.pid === 0) {
      // Being written, or left empty by a power cut.
      if (Date.now() > empty_until) return null;
    } else if (!(await runsHere(cluster, file))) return null;
    else if (file.status === 'ready') return file;
    await wait(10);
  }
}

/** Whether the process that the file names is this cluster's postgres. */
export async function runsHere(cluster: Cluster, file: PostmasterFile): Promise<boolean> {
  if (process.platform === 'win32') return runsOnWindows(cluster);
  if (!isAlive(file.pid)) return false;
  if (process.platform === 'linux') {
    // The first thing that a postmaster does is to go to its cluster.
    try {
      return readlinkSync(`/proc/${file.pid}/cwd`) === cluster.folder;
    } catch (error) {
      if (['EACCES', 'EPERM', 'ENOENT', 'ESRCH'].includes(errorCode(error))) return false;
      throw error;
    }
  }
  // Nobody else can listen in the socket folder. A postmaster listens a moment after it has written its file.
  const until = Date.now() + 1_000;
  while (isAlive(file.pid)) {
    if (await answers(file)) return true;
    if (Date.now() > until) return false;
    await wait(20);
  }
  return false;
}

function answers(file: PostmasterFile): Promise<boolean> {
  if (!file.socket_folder) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect(socketOf(file.socket_folder, file.port));
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

function socketOf(folder: string, port: number): string {
  return join(folder, `.s.PGSQL.${port}`);
}

/**
 * Takes back the claims of a postgres that no longer runs. Postgres itself refuses to start while the process
 * id in `postmaster.pid` lives, be it another program's, except when it is its own parent's; so the file gets
 * ours. It is not removed, because it also names the shared memory by which a new postgres notices children
 * of the old one that still run.
 */
export function disown(cluster: Cluster, socket_folder: string, port: number): void {
  rmSync(socketOf(socket_folder, port), { force: true });
  rmSync(`${socketOf(socket_folder, port)}.lock`, { force: true });
  const file = fileOf(cluster);
  if (!existsSync(file)) return;
  const lines = readFileSync(file, 'utf8').split('\n');
  if (!Number(lines[0])) {
    rmSync(file);
    return;
  }
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, [process.pid, ...lines.slice(1)].join('\n'), { mode: 0o600, flag: 'wx' });
  if (cluster.user) chownSync(draft, cluster.user.uid, cluster.user.gid);
  renameSync(draft, file);
}
