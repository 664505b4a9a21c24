import { StorageOutage } from '../storage/index.ts';

/** Faults of the connection, of the server's start and stop, of its resources, and of the storage: trying again may help. */
export function isOutage(error: unknown): boolean {
  if (error instanceof StorageOutage) return true;
  const code = (error as { code?: unknown }).code;
  if (typeof code !== 'string')
    return /connection|terminat|timeout exceeded/i.test(String((error as Error).message));
  if (code === 'ENOENT') return (error as { syscall?: unknown }).syscall === 'connect';
  return /^(08|53|57P|40)/.test(code) || /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(code);
}
