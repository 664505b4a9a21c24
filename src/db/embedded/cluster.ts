import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Binaries, findBinaries, makeOpenFolder, prepareBinaries, programOf } from './binaries.ts';
import { type DataFolder, errorCode } from './data-folder.ts';
import { DATABASE_USER } from './settings.ts';
import { asUser, isRoot, mayPass, ownerOf, type SystemUser, unprivilegedUser } from './system-user.ts';

/** A folder of databases that postgres runs on, and what runs it. */
export interface Cluster {
  readonly folder: string;
  readonly binaries: Binaries;
  /** Whom postgres runs as; null for ourselves. */
  readonly user: SystemUser | null;
  /** Of the database user. */
  readonly password: string;
}

/** Where root keeps what an unprivileged user must reach when the data folder is out of that user's reach. */
const SHARED_HOME = '/var/lib/rollcall';

// The password lives inside the cluster: both appear in one rename and can only be lost together.
const PASSWORD_FILE = 'rollcall-password';

export interface ClusterOptions {
  /** Receives a sentence about each decision that a person may want to know later. */
  readonly log: (sentence: string) => void;
  /** Instead of `/var/lib/rollcall`. */
  readonly shared_home?: string;
  /** Instead of those that npm installed. */
  readonly installed?: Binaries;
}

/** Finds the cluster of a data folder, or makes it; only the holder of the keeper's lock may call this. */
export async function openCluster(data: DataFolder, options: ClusterOptions): Promise<Cluster> {
  const shared = options.shared_home ?? SHARED_HOME;
  const { folder, user } = placeCluster(data, shared, options.log);
  const copies = user ? [shared, data.path] : [data.path];
  const binaries = prepareBinaries(options.installed ?? findBinaries(), user, copies);
  if (!existsSync(folder)) await createCluster(folder, binaries, user);
  rememberLocation(data, folder);
  checkVersion(folder, binaries);
  return { folder, binaries, user, password: readPassword(folder) };
}

function placeCluster(
  data: DataFolder,
  shared: string,
  log: ClusterOptions['log'],
): { readonly folder: string; readonly user: SystemUser | null } {
  const inside = join(data.path, 'postgres');
  refuseWhenLost(data);
  if (!isRoot()) return { folder: inside, user: null };
  const outside = join(shared, 'clusters', data.id);
  const existing = [inside, outside].find((folder) => existsSync(folder));
  const user = existing ? ownerOf(existing) : unprivilegedUser();
  if (!user) throw new Error('Whom to run PostgreSQL as is undecided.');
  if (existing === outside) return { folder: outside, user };
  openToPass(data.path, user);
  if (existing || mayPass(data.path, user)) return { folder: inside, user };
  log(`The user ${user.name} cannot reach ${data.path}; the database is kept in ${outside}.`);
  makeOpenFolder(shared);
  makeOpenFolder(dirname(outside));
  return { folder: outside, user };
}

const locationOf = (data: DataFolder): string => join(data.path, 'cluster-location');

/** Says in the data folder where its cluster is, so that the loss of one elsewhere is not taken for a first start. */
function rememberLocation(data: DataFolder, folder: string): void {
  if (dirname(folder) === data.path || existsSync(locationOf(data))) return;
  writeFileSync(locationOf(data), `${folder}\n`, { mode: 0o600, flush: true });
}

function refuseWhenLost(data: DataFolder): void {
  if (!existsSync(locationOf(data))) return;
  const folder = readFileSync(locationOf(data), 'utf8').trim();
  if (existsSync(folder)) return;
  throw new Error(
    `The database of ${data.path} was kept in ${folder}, which is gone or out of reach. Bring it back, or remove ` +
      `${locationOf(data)} to begin with an empty database.`,
  );
}

/** Lets others pass through, not look into, our own data folder; what it holds is closed by itself. */
function openToPass(folder: string, user: SystemUser): void {
  if (mayPass(folder, user) || !mayPass(dirname(folder), user)) return;
  chmodSync(folder, statSync(folder).mode | 0o011);
}

async function createCluster(folder: string, binaries: Binaries, user: SystemUser | null): Promise<void> {
  // Made under another name and renamed: a start that is killed half way leaves no half cluster behind.
  const draft = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  const password = randomBytes(24).toString('hex');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeSecret(passwordFile, `${password}\n`, user);
  if (user) chownSync(draft, user.uid, user.gid);
  const program = programOf(binaries, 'initdb');
  const settings = [
    `--pgdata=${draft}`,
    `--username=${DATABASE_USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // By code point: the same order on every machine, with no dependence on what its C library knows.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  try {
    await run(program, settings, user, dirname(folder));
    writeSecret(join(draft, PASSWORD_FILE), `${password}\n`, user);
    renameSync(draft, folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function writeSecret(file: string, text: string, user: SystemUser | null): void {
  rmSync(file, { force: true });
  writeFileSync(file, text, { mode: 0o600, flag: 'wx', flush: true });
  if (user) chownSync(file, user.uid, user.gid);
}

function run(
  program: string,
  settings: readonly string[],
  user: SystemUser | null,
  cwd: string,
): Promise<void> {
  const options = { ...asUser(user), cwd: user ? '/' : cwd, env: environmentOfPrograms() };
  return new Promise((resolve, reject) => {
    execFile(program, settings, options, (error, stdout, stderr) => {
      if (!error) resolve();
      else reject(startFailure(program, user, `${stdout}${stderr}`.trim(), error));
    });
  });
}

/** The error for a program of postgres that did not start or did not do its work. */
export function startFailure(
  program: string,
  user: SystemUser | null,
  output: string,
  cause: Error | null,
): Error {
  const code = errorCode(cause);
  if (user && (code === 'EPERM' || code === 'EINVAL'))
    return new Error(
      `Root may not start PostgreSQL as the user ${user.name} here. Run rollcall as an ordinary user, or give --database-url.`,
      { cause },
    );
  if (code === 'ENOENT')
    return new Error(
      `${program} cannot be run on this system (its binaries need glibc). Give --database-url to use a PostgreSQL server.`,
      { cause },
    );
  return new Error(`${program} failed.\n${output}`, { cause });
}

/** Programs of postgres must not see the PG* variables with which a person has set up psql. */
export function environmentOfPrograms(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|NODE_|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

function checkVersion(folder: string, binaries: Binaries): void {
  const made = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (made === binaries.major) return;
  throw new Error(
    `The database in ${folder} was made by PostgreSQL ${made}, and this rollcall brings PostgreSQL ` +
      `${binaries.major}, which cannot open it. Use the rollcall that made it, or another data folder.`,
  );
}

function readPassword(folder: string): string {
  const file = join(folder, PASSWORD_FILE);
  if (lstatSync(file, { throwIfNoEntry: false })) return readFileSync(file, 'utf8').trim();
  throw new Error(`${file} is missing: ${folder} was not made by rollcall, or has lost its password.`);
}
