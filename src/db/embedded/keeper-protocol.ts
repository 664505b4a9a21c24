import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataFolder } from './data-folder.ts';
import type { SystemUser } from './system-user.ts';

/** How to connect to the running postgres. */
export interface ConnectionFacts {
  /** The folder of its socket, or an address. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/**
 * What the keeper says, one JSON text a line: `starting` and `stopping` each second as a sign of life, then
 * `ready` or `failed` once. A client says nothing; that it holds the connection is its whole message.
 */
export type KeeperMessage =
  | { readonly state: 'starting' }
  | { readonly state: 'stopping' }
  | { readonly state: 'ready'; readonly facts: ConnectionFacts }
  | { readonly state: 'failed'; readonly reason: string };

/** The keeper's exit status when another one holds the lock of the data folder. */
export const LOCK_IS_HELD = 3;

// The system takes 107 bytes (macOS 103) with the name of the socket; `/.s.PGSQL.5432` is the longer one.
const LONGEST_FOLDER_BYTES = 85;

/**
 * The folder for a socket: the wanted one, or where its path is too long for the system, a short one whose
 * name nobody can guess.
 */
export function socketFolder(wanted: string, data: DataFolder, purpose: 'keeper' | 'postgres'): string {
  if (Buffer.byteLength(wanted) <= LONGEST_FOLDER_BYTES) return wanted;
  // Not $TMPDIR where it can be helped: two processes of one data folder may have different ones.
  const parent = existsSync('/tmp') ? '/tmp' : tmpdir();
  return join(parent, `rollcall-${hash(`${purpose} ${data.path} ${data.id}`).slice(0, 16)}`);
}

/** Where the keeper of a data folder listens. */
export function keeperAddress(data: DataFolder): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\rollcall-${hash(`keeper ${data.path} ${data.id}`)}`;
  return join(socketFolder(data.path, data, 'keeper'), 'keeper.sock');
}

/** The name, in the system's own name space, that only one keeper of a data folder can hold. */
export function lockName(data: DataFolder): string {
  const name = `rollcall-lock-${hash(`lock ${data.path} ${data.id}`)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`;
}

/** Creates a short socket folder; refuses one that somebody else has made under its name. */
export function makeSocketFolder(folder: string, user: SystemUser | null, own: (path: string) => void): void {
  if (!existsSync(folder)) {
    mkdirSync(folder, { mode: 0o700 });
    own(folder);
  }
  const stats = lstatSync(folder);
  const owner = user?.uid ?? process.getuid?.() ?? stats.uid;
  if (
    !stats.isDirectory() ||
    stats.uid !== owner ||
    (process.platform !== 'win32' && (stats.mode & 0o077) !== 0)
  )
    throw new Error(`${folder} exists and is not closed to other users; remove it.`);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
