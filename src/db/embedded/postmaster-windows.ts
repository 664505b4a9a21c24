import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { programOf } from './binaries.ts';
import { type Cluster, environmentOfPrograms } from './cluster.ts';
import type { StartOptions } from './postmaster.ts';
import { type PostmasterFile, readPostmasterFile } from './postmaster-file.ts';
import { settingsFor } from './settings.ts';

/** The address on which postgres listens where it has no socket of the file system. */
export const LOOPBACK = '127.0.0.1';

interface Outcome {
  readonly status: number;
  readonly output: string;
}

// On Windows all goes through pg_ctl: it drops the rights of an administrator, whom postgres refuses, and
// knows the signals that Windows lacks.
function pgCtl(cluster: Cluster, args: readonly string[]): Promise<Outcome> {
  const options = { cwd: cluster.folder, env: environmentOfPrograms(), windowsHide: true };
  return new Promise((resolve) => {
    execFile(
      programOf(cluster.binaries, 'pg_ctl'),
      ['-D', cluster.folder, ...args],
      options,
      (error, out, err) => {
        const status = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
        resolve({ status, output: `${out}${err}` });
      },
    );
  });
}

/** Whether a postgres runs on the cluster. */
export async function runsOnWindows(cluster: Cluster): Promise<boolean> {
  return (await pgCtl(cluster, ['status'])).status === 0;
}

/** Starts postgres on a port of the loopback address. */
export async function startOnWindows(cluster: Cluster, options: StartOptions): Promise<PostmasterFile> {
  // After a crash the same port again, which the pools of running processes still use.
  const port = readPostmasterFile(cluster)?.port || (await freePort());
  const settings = settingsFor({ host: LOOPBACK, port }, options.settings).map(
    (setting) => `-c "${setting}"`,
  );
  const args = ['-w', '-t', '600', '-l', options.log_file, '-o', settings.join(' '), 'start'];
  const { status, output } = await pgCtl(cluster, args);
  const file = readPostmasterFile(cluster);
  if (status === 0 && file) return file;
  throw new Error(`PostgreSQL did not start; its log is ${options.log_file}.\n${output}`);
}

/** Ends postgres: statements under way are rolled back, what was committed is on disk. */
export async function stopOnWindows(cluster: Cluster): Promise<void> {
  const { status, output } = await pgCtl(cluster, ['-w', '-t', '600', '-m', 'fast', 'stop']);
  if (status !== 0 && (await runsOnWindows(cluster))) throw new Error(`PostgreSQL did not stop.\n${output}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
