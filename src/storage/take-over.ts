import type { Readable } from 'node:stream';

/**
 * Writes a stream that is the writer's from now on. When that fails, before the first byte or later, it is destroyed, and
 * with it what it reads from; what it says of that nobody else listens to, which would end the process.
 */
export async function takeOver<T>(data: Readable, write: () => Promise<T>): Promise<T> {
  // Whoever reads it hears of its faults as well.
  data.on('error', () => {});
  try {
    return await write();
  } catch (error) {
    data.destroy();
    throw error;
  }
}
