import { closeSync, constants, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type DataFolder, errorCode } from './data-folder.ts';
import { lockName } from './keeper-protocol.ts';

/** Gives the lock back. */
export type Release = () => void;

// O_EXLOCK of macOS, which Node does not name: the lock is taken in the same call that opens the file.
const OPEN_EXCLUSIVELY = 0x20;

/**
 * Takes the right to be the keeper of a data folder; null when somebody has it. The system itself holds the
 * lock and frees it when its holder ends, be it by kill -9. (A file with a process id cannot do that: two
 * that find a dead one can both take it over, and the id may belong to another program by now.)
 */
export function takeKeeperLock(data: DataFolder): Promise<Release | null> {
  return process.platform === 'darwin'
    ? lockFile(join(data.path, 'keeper.lock'))
    : lockByName(lockName(data));
}

// An abstract socket (Linux) or a pipe (Windows): listening on its name is exclusive and leaves no file.
function lockByName(name: string): Promise<Release | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error) => {
      if (errorCode(error) === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(name, () => resolve(() => server.close()));
  });
}

async function lockFile(file: string): Promise<Release | null> {
  try {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | OPEN_EXCLUSIVELY;
    const descriptor = openSync(file, flags, 0o600);
    return () => closeSync(descriptor);
  } catch (error) {
    if (errorCode(error) === 'EAGAIN' || errorCode(error) === 'EWOULDBLOCK') return null;
    throw error;
  }
}
