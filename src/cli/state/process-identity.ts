import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The 22nd field of `/proc/<pid>/stat`; the second one may hold blanks and brackets. */
const START_FIELD = 22;

async function onLinux(pid: number): Promise<string | null> {
  const [stat, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
  ]);
  const rest = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie does nothing any more; it only waits for its parent to ask how it ended.
  return rest[0] === 'Z' ? null : `${boot.trim()} ${rest[START_FIELD - 3]}`;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * What tells a process from a later one that has got the same number; null when there is no process of that number.
 * Where the system does not tell when a process began, the number alone has to do.
 */
export async function identifyProcess(pid: number): Promise<string | null> {
  if (!isThere(pid)) return null;
  try {
    if (process.platform === 'linux') return await onLinux(pid);
    if (process.platform === 'win32') return String(pid);
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim() || null;
  } catch {
    return isThere(pid) ? String(pid) : null;
  }
}
