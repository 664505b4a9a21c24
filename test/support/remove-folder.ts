import { rmSync } from 'node:fs';

/**
 * Removes a folder of a test with all that is in it, if it is there. A process that the test has ended, or one that
 * it started and that comes late, may still put a file there, so that it takes more than one try.
 */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
