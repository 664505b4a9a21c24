import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildDatabase } from './built-database.ts';

const PROGRAM = fileURLToPath(new URL('./database-process.mjs', import.meta.url));

/** A process of its own that has opened the database of a data folder. */
export interface DatabaseProcess {
  readonly pid: number;
  readonly host: string;
  query(sql: string): Promise<readonly unknown[]>;
  /** Lets it close its database and end. */
  end(): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
}

export interface ProcessOptions {
  /** The folder of the built modules, when not the repository's own. */
  readonly built?: string;
  /** The user to run as. */
  readonly uid?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a process that opens the database; throws what it failed with. */
export async function openInProcess(
  data_dir: string,
  options: ProcessOptions = {},
): Promise<DatabaseProcess> {
  const built = options.built ?? buildDatabase();
  const child = spawn(process.execPath, [PROGRAM, built, data_dir], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: '/',
    env: { ...process.env, ...options.env },
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Answer> => {
    const { value, done } = await answers.next();
    if (done) throw new Error('The database process has ended.');
    return JSON.parse(value);
  };
  const ready = await answer();
  if (ready.failed !== undefined) throw new Error(ready.failed);
  return {
    pid: child.pid ?? 0,
    host: ready.host ?? '',
    query: async (sql) => {
      child.stdin.write(`${sql}\n`);
      const { rows, error } = await answer();
      if (error !== undefined) throw new Error(error);
      return rows ?? [];
    },
    end: () => ended(child, () => child.stdin.end()),
    kill: () => ended(child, () => child.kill('SIGKILL')),
  };
}

interface Answer {
  readonly host?: string;
  readonly failed?: string;
  readonly rows?: readonly unknown[];
  readonly error?: string;
}

async function ended(child: ChildProcess, end: () => unknown): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  end();
  await exit;
}

/** The process id of the postgres that runs, or claims to run, in a data folder; null for none. */
export function postmasterOf(data_dir: string): number | null {
  const file = join(data_dir, 'postgres', 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
}

/** The log of a data folder's keeper and postgres. */
export function logOf(data_dir: string): string {
  const file = join(data_dir, 'postgres.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** The process id of the latest keeper of a data folder, by its log. */
export function keeperOf(data_dir: string): number {
  return Number([...logOf(data_dir).matchAll(/\[keeper (\d+)\]/g)].at(-1)?.[1]);
}
