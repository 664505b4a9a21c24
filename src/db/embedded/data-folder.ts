import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The folder that holds everything an installation without a database server keeps. */
export interface DataFolder {
  /** Absolute, links resolved, so that two spellings of one folder meet in one keeper. */
  readonly path: string;
  /** Random and readable by the owner alone: names in shared places are built from it, so nobody can guess them. */
  readonly id: string;
  /** What postgres and its keeper log. */
  readonly log: string;
}

/** The variables of the environment that name folders and databases. */
export interface Environment {
  readonly HOME?: string | undefined;
  readonly LOCALAPPDATA?: string | undefined;
  readonly XDG_DATA_HOME?: string | undefined;
  readonly DATABASE_URL?: string | undefined;
}

/** Where data goes without `--data`: the user's data directory, by the rules of the platform. */
export function defaultDataFolder(
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const home = env.HOME || homedir();
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'rollcall');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'rollcall');
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'rollcall');
}

/** The folder inside a data folder where uploads and made files are stored. */
export function filesFolder(data_dir: string): string {
  return join(resolve(data_dir), 'files');
}

/** Creates the data folder where it is missing, closed to other users, and reads its identity. */
export function openDataFolder(path: string): DataFolder {
  const wanted = resolve(path);
  try {
    mkdirSync(dirname(wanted), { recursive: true });
    // Only the folder itself is closed: what lies above may have to be passed by the user who runs postgres.
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    const real = realpathSync(wanted);
    return { path: real, id: readId(real), log: join(real, 'postgres.log') };
  } catch (error) {
    throw new Error(`The data folder ${wanted} cannot be used: ${reasonOf(error)}.`, { cause: error });
  }
}

function readId(folder: string): string {
  const file = join(folder, 'cluster-id');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  // A link either takes the name with its content or finds it taken, so that two first starts agree on one id.
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(16).toString('hex')}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8').trim();
}

/** The system's code of an error, e.g. `ENOENT`, or an empty text. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** A person's words for why a file could not be used. */
export function reasonOf(error: unknown): string {
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'it belongs to another user, or this user may not write there';
    case 'EROFS':
      return 'it is on a read-only file system';
    case 'ENOSPC':
      return 'the disk is full';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'it, or something above it, is not a folder';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
