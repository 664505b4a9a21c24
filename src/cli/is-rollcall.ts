import { NotFoundError } from '../client/index.ts';
import { CommandError, exitStatus } from './exit-status.ts';
import type { Connection } from './open-connection.ts';

const TIMEOUT_MS = 30_000;

/**
 * Whether a server is rollcall, by its page `/health`, which Canvas does not have. Only a server that surely is one is
 * asked for a dry run: any other would import.
 */
export async function isRollcall(base_url: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`${base_url}/health`, {
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== 'object' || body === null || !('status' in body) || !('database' in body)) return false;
  return ['ok', 'unavailable'].includes(String(body.status)) && typeof body.database === 'boolean';
}

/**
 * Asks for what only rollcall can do.
 * @throws CommandError when the server does not know it because it is none.
 */
export async function askRollcall<T>(
  { target }: Connection,
  command: string,
  signal: AbortSignal,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (target === null || !(error instanceof NotFoundError)) throw error;
    if (await isRollcall(target.base_url, signal).catch(() => true)) throw error;
    throw new CommandError(
      `rollcall ${command} works with rollcall servers alone, and ${target.base_url} is none.`,
      exitStatus.failed,
    );
  }
}
