import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { identifyProcess } from './process-identity.ts';

/** Who holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Tells the process from a later one of the same number. */
  readonly identity: string;
  readonly since: string;
}

/** A lock that was taken, or who has it. */
export type Taken = { readonly release: () => Promise<void> } | { readonly held_by: Holder };

const NAME = /^lock\.(\d+)$/;
const RELEASED = '{}\n';

const pathOf = (folder: string, number: number) => join(folder, `lock.${number}`);

async function listNumbers(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  const numbers = names.map((name) => Number(NAME.exec(name)?.[1] ?? Number.NaN));
  return numbers.filter((number) => !Number.isNaN(number)).sort((a, b) => b - a);
}

async function readHolder(path: string): Promise<Holder | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    const found = JSON.parse(text) as Partial<Holder>;
    const { pid, host, identity, since = '' } = found;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof identity !== 'string') return null;
    return { pid, host, identity, since };
  } catch {
    return null;
  }
}

/** Whether the holder may still be at work. Of another machine nothing can be told: it is believed. */
async function isAlive({ pid, host, identity }: Holder): Promise<boolean> {
  return host !== hostname() || (await identifyProcess(pid)) === identity;
}

/** Writes a file that nobody ever sees half-written; false when there is one of that name. */
async function createWhole(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${process.pid}.part`;
  await writeFile(draft, text, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function release(path: string): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  await writeFile(draft, RELEASED, { mode: 0o600 });
  await rename(draft, path);
}

/**
 * Takes the lock of a folder, also from a process that was killed.
 *
 * Each holder makes a file with the next number; the highest one is the lock. It is never removed, only marked as
 * released: a file that is removed when its holder seems dead could be that of the next one, who was quicker.
 */
export async function takeLock(folder: string): Promise<Taken> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const identity = (await identifyProcess(process.pid)) ?? String(process.pid);
  const mine: Holder = { pid: process.pid, host: hostname(), identity, since: new Date().toISOString() };
  for (;;) {
    const [highest = 0] = await listNumbers(folder);
    const holder = highest > 0 ? await readHolder(pathOf(folder, highest)) : null;
    if (holder !== null && (await isAlive(holder))) return { held_by: holder };
    const path = pathOf(folder, highest + 1);
    if (!(await createWhole(path, `${JSON.stringify(mine)}\n`))) continue;
    const numbers = await listNumbers(folder);
    if (numbers[0] === highest + 1) {
      for (const old of numbers.slice(1)) await rm(pathOf(folder, old), { force: true });
      return { release: () => release(path) };
    }
    // Others have come and gone between the look and the taking; whoever is higher has the lock.
    await rm(path, { force: true });
  }
}
