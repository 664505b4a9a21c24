import { EventEmitter } from 'node:events';
import { appendFileSync, chownSync, existsSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { type Cluster, openCluster } from './cluster.ts';
import { type DataFolder, errorCode, openDataFolder } from './data-folder.ts';
import { type Release, takeKeeperLock } from './keeper-lock.ts';
import {
  type ConnectionFacts,
  type KeeperMessage,
  keeperAddress,
  makeSocketFolder,
  socketFolder,
} from './keeper-protocol.ts';
import { type Postmaster, startPostmaster } from './postmaster.ts';
import { DATABASE_NAME, DATABASE_USER } from './settings.ts';

export interface KeeperOptions {
  readonly data_dir: string;
  /** Settings of postgres instead of ours; for tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A keeper at work. */
export interface Keeper {
  /** Stops postgres and ends, whoever is still connected. */
  stop(): void;
  /** Fulfilled when postgres is stopped and the lock is free. */
  readonly finished: Promise<void>;
}

// Whoever started the keeper was killed before it could connect.
const NOBODY_CAME_MS = 10_000;

const SIGN_OF_LIFE_MS = 1_000;

/**
 * Owns the postgres of a data folder: starts or adopts it, tells everyone who connects how to reach it, and
 * stops it when the last one has gone, also by kill -9. Null when another keeper does so already.
 */
export async function runKeeper(options: KeeperOptions): Promise<Keeper | null> {
  const data = openDataFolder(options.data_dir);
  const release = await takeKeeperLock(data);
  if (!release) return null;
  try {
    const room = await openRoom(data);
    return keep(data, options.settings ?? {}, room, release);
  } catch (error) {
    release();
    throw error;
  }
}

/** The clients of a keeper, and what it last said. */
interface Room {
  say(message: KeeperMessage): void;
  /** Fulfilled when the last client has gone, or nobody came, or the signal says so. */
  untilDeserted(halt: AbortSignal): Promise<void>;
  /** No more clients; those who are there see the connection end. */
  close(): void;
}

function openRoom(data: DataFolder): Promise<Room> {
  const address = keeperAddress(data);
  const on_disk = process.platform !== 'win32';
  if (on_disk && dirname(address) !== data.path) makeSocketFolder(dirname(address), null, () => {});
  // Ours to remove, as only the holder of the lock listens here.
  if (on_disk) rmSync(address, { force: true });
  const server = createServer();
  const room = makeRoom(server, () => {
    if (on_disk && dirname(address) !== data.path) rmdirSync(dirname(address));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Closed to other users from its first moment.
    const umask = on_disk ? process.umask(0o077) : 0;
    server.listen(address, () => resolve(room));
    if (on_disk) process.umask(umask);
  });
}

function makeRoom(server: Server, closed: () => void): Room {
  const sockets = new Set<Socket>();
  const left = new EventEmitter();
  let visited = false;
  let last: KeeperMessage = { state: 'starting' };
  const tell = (socket: Socket): void => {
    socket.write(`${JSON.stringify(last)}\n`);
  };
  const beat = setInterval(() => {
    if (last.state === 'starting' || last.state === 'stopping') for (const socket of sockets) tell(socket);
  }, SIGN_OF_LIFE_MS);
  server.on('connection', (socket) => {
    visited = true;
    sockets.add(socket);
    // An error is followed by close, which is all that matters here.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      left.emit('left');
    });
    socket.resume();
    tell(socket);
  });
  return {
    say: (message) => {
      last = message;
      for (const socket of sockets) tell(socket);
    },
    untilDeserted: (halt) =>
      new Promise((resolve) => {
        const nobody_came = setTimeout(() => check(true), NOBODY_CAME_MS);
        const check = (enough: boolean): void => {
          if (!halt.aborted && (sockets.size > 0 || !enough)) return;
          clearTimeout(nobody_came);
          resolve();
        };
        left.on('left', () => check(true));
        halt.addEventListener('abort', () => check(true));
        check(visited);
      }),
    close: () => {
      clearInterval(beat);
      server.close();
      for (const socket of sockets) socket.end(() => socket.destroy());
      closed();
    },
  };
}

function keep(
  data: DataFolder,
  settings: Readonly<Record<string, string>>,
  room: Room,
  release: Release,
): Keeper {
  const log = openLog(data);
  const halt = new AbortController();
  const work = async (): Promise<void> => {
    try {
      const cluster = await openCluster(data, { log });
      const postmaster = await start(cluster, data, settings, log);
      room.say({ state: 'ready', facts: factsOf(cluster, postmaster) });
      await Promise.race([room.untilDeserted(halt.signal), postmaster.ended]);
      room.say({ state: 'stopping' });
      await postmaster.stop();
      log(`postgres ${postmaster.pid} has ended`);
      removeShortFolder(cluster, data);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log(`failed: ${reason}`);
      room.say({ state: 'failed', reason });
      // Whoever has started us may still be about to connect, and must hear it.
      await room.untilDeserted(halt.signal);
    } finally {
      room.close();
      release();
    }
  };
  return { stop: () => halt.abort(), finished: work() };
}

async function start(
  cluster: Cluster,
  data: DataFolder,
  settings: Readonly<Record<string, string>>,
  log: (sentence: string) => void,
): Promise<Postmaster> {
  const folder = socketFolder(cluster.folder, data, 'postgres');
  const { user } = cluster;
  if (folder !== cluster.folder)
    makeSocketFolder(folder, user, (path) => user && chownSync(path, user.uid, user.gid));
  const postmaster = await startPostmaster(cluster, { socket_folder: folder, log_file: data.log, settings });
  log(`${postmaster.adopted ? 'took over' : 'started'} postgres ${postmaster.pid} on ${cluster.folder}`);
  return postmaster;
}

function removeShortFolder(cluster: Cluster, data: DataFolder): void {
  const folder = socketFolder(cluster.folder, data, 'postgres');
  if (folder !== cluster.folder) rmSync(folder, { recursive: true, force: true });
}

function factsOf(cluster: Cluster, postmaster: Postmaster): ConnectionFacts {
  return {
    host: postmaster.host,
    port: postmaster.port,
    user: DATABASE_USER,
    password: cluster.password,
    database: DATABASE_NAME,
  };
}

/** Begins a log for this run and keeps that of the run before, so that logs cannot grow without end. */
function openLog(data: DataFolder): (sentence: string) => void {
  if (existsSync(data.log)) renameSync(data.log, `${data.log}.1`);
  return (sentence) => {
    const line = `${new Date().toISOString()} [keeper ${process.pid}] ${sentence}\n`;
    try {
      appendFileSync(data.log, line, { mode: 0o600 });
    } catch (error) {
      // The data folder has been removed under us: there is nobody to read the log, and postgres must still end.
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  };
}
