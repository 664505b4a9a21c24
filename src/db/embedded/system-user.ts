import { readFileSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './data-folder.ts';

/** A user of the operating system under whose name postgres runs. */
export interface SystemUser {
  readonly name: string;
  /** Unsigned, as `stat` reports it. */
  readonly uid: number;
  readonly gid: number;
}

/** True where postgres would refuse to run under our own name. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Whom postgres runs as: null for ourselves; for root, the user called postgres or else nobody, because the
 * postgres binary refuses root.
 */
export function unprivilegedUser(passwd = '/etc/passwd'): SystemUser | null {
  if (!isRoot()) return null;
  const users = readFileSync(passwd, 'utf8').split('\n').map(parseUser);
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const user = users.find((candidate) => candidate?.name === name);
    if (user) return user;
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and there is neither a user "postgres" nor "nobody" to run it as. ' +
      'Run rollcall as an ordinary user, or give --database-url.',
  );
}

/** Whom an existing folder belongs to, as a user to run postgres as. */
export function ownerOf(folder: string): SystemUser {
  const { uid, gid } = statSync(folder);
  return { name: `uid ${uid}`, uid, gid };
}

function parseUser(line: string): SystemUser | null {
  const [name, , uid, gid] = line.split(':');
  if (!name || !uid || !gid || !/^-?\d+$/.test(uid) || Number(uid) === 0) return null;
  return { name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
}

/** The part of spawn's options that makes the child run as the user. */
export function asUser(user: SystemUser | null): { readonly uid?: number; readonly gid?: number } {
  // Spawn takes signed numbers, stat and chown unsigned ones; macOS has nobody at -2.
  return user ? { uid: user.uid | 0, gid: user.gid | 0 } : {};
}

/** Whether the user may pass through the folder and everything above it. */
export function mayPass(folder: string, user: SystemUser): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const stats = statOrNull(at);
    if (!stats || (permissionsOf(stats, user) & 1) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Whether the user may read the file itself and, where `execute` is asked, run it. */
export function mayRead(file: string, user: SystemUser, execute: boolean): boolean {
  const stats = statOrNull(file);
  const wanted = execute ? 5 : 4;
  return stats !== null && (permissionsOf(stats, user) & wanted) === wanted;
}

function permissionsOf(stats: Stats, user: SystemUser): number {
  if (stats.uid === user.uid) return stats.mode >> 6;
  return stats.gid === user.gid ? stats.mode >> 3 : stats.mode;
}

function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'EACCES') return null;
    throw error;
  }
}
