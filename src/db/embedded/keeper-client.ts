import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type DataFolder, errorCode, openDataFolder } from './data-folder.ts';
import { type ConnectionFacts, type KeeperMessage, keeperAddress, LOCK_IS_HELD } from './keeper-protocol.ts';

export interface JoinOptions {
  readonly data_dir: string;
  /** Settings of postgres instead of ours, if it is us who start it; for tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The keeper's program, instead of the one beside this module; for tests, whose modules are not built. */
  readonly keeper_program?: string;
  /** Receives what nobody waits for: that the keeper was lost and could not be had again. */
  readonly warn?: (error: Error) => void;
}

/** This process's share in the running postgres of a data folder. */
export interface KeeperSession {
  readonly facts: ConnectionFacts;
  /** Gives the share up; postgres stops when nobody has one. */
  close(): Promise<void>;
}

// A keeper gives a sign of life each second; a machine under load may delay it.
const SILENCE_MS = 30_000;

// Starting Node takes 50 ms on a fast machine and seconds on one that swaps.
const NO_KEEPER_MS = 30_000;

const RETRY_MS = 8;

const REJOIN_AFTER_MS = [0, 500, 2_000, 5_000];

/** Joins the processes that use the data folder's postgres; starts its keeper if there is none. */
export async function joinKeeper(options: JoinOptions): Promise<KeeperSession> {
  const data = openDataFolder(options.data_dir);
  let share = await join(data, options);
  let closed = false;
  const hold = (): void => {
    share.socket.once('close', () => {
      if (!closed) void rejoin();
    });
  };
  // The keeper was killed, or postgres crashed: a new keeper adopts or restarts it, at the same address.
  const rejoin = async (): Promise<void> => {
    for (const [attempt, delay_ms] of REJOIN_AFTER_MS.entries()) {
      await wait(delay_ms, undefined, { ref: false });
      if (closed) return;
      try {
        share = await join(data, options);
        if (closed) share.socket.destroy();
        else hold();
        return;
      } catch (error) {
        if (attempt === REJOIN_AFTER_MS.length - 1 && error instanceof Error) options.warn?.(error);
      }
    }
  };
  hold();
  return {
    facts: share.facts,
    close: () => {
      closed = true;
      return endOf(share.socket);
    },
  };
}

interface Share {
  readonly facts: ConnectionFacts;
  readonly socket: Socket;
}

async function join(data: DataFolder, options: JoinOptions): Promise<Share> {
  let starting: StartingKeeper | null = null;
  let until = Date.now() + NO_KEEPER_MS;
  for (;;) {
    const answer = await ask(data);
    if (answer === 'stopped') until = Date.now() + NO_KEEPER_MS;
    else if (answer !== 'nobody') {
      starting?.forget();
      return answer;
    }
    starting ??= startKeeper(data, options);
    const ending = starting.ending();
    if (ending && ending.status !== LOCK_IS_HELD && ending.status !== 0) throw failureOf(data, ending);
    // It was not needed, or has come and gone.
    if (ending) starting = null;
    if (Date.now() > until)
      throw new Error(`No keeper of ${data.path} can be reached, though another process holds its lock.`);
    await wait(RETRY_MS);
  }
}

function failureOf(data: DataFolder, ending: Ending): Error {
  return new Error(`The keeper of ${data.path} did not start.\n${ending.stderr.trim()}`, {
    cause: ending.error,
  });
}

/** Connects and waits for the facts; `nobody`: none listens; `stopped`: one was there, but is gone now. */
function ask(data: DataFolder): Promise<Share | 'nobody' | 'stopped'> {
  return new Promise((resolve, reject) => {
    const socket = connect(keeperAddress(data));
    let met = false;
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(SILENCE_MS, () => fail(new Error(`The keeper of ${data.path} does not answer.`)));
    socket.on('connect', () => {
      met = true;
    });
    socket.on('error', (error) => {
      // Nobody listens; a crowd waits; it went while we talked. The rest is worth telling.
      if (!['ENOENT', 'ECONNREFUSED', 'EAGAIN', 'ECONNRESET', 'EPIPE'].includes(errorCode(error)))
        reject(new Error(`The keeper of ${data.path} cannot be reached: ${error.message}`, { cause: error }));
    });
    socket.on('close', () => resolve(met ? 'stopped' : 'nobody'));
    onMessage(socket, (message) => {
      if (message.state === 'failed') fail(new Error(message.reason));
      if (message.state !== 'ready') return;
      socket.setTimeout(0);
      // The share alone does not keep a process alive; its end is noticed all the same.
      socket.unref();
      resolve({ facts: message.facts, socket });
    });
  });
}

function onMessage(socket: Socket, heard: (message: KeeperMessage) => void): void {
  let rest = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) heard(JSON.parse(line));
  });
}

interface Ending {
  readonly status: number | null;
  readonly stderr: string;
  readonly error: Error | undefined;
}

interface StartingKeeper {
  /** Null while it runs. */
  ending(): Ending | null;
  /** Lets it live on by itself. */
  forget(): void;
}

function startKeeper(data: DataFolder, options: JoinOptions): StartingKeeper {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const args = [options.keeper_program ?? keeperProgram(), data.path, JSON.stringify(options.settings ?? {})];
  const child: ChildProcess = spawn(process.execPath, args, {
    // Its own session: Ctrl-C in our terminal is not for the database.
    detached: true,
    windowsHide: true,
    cwd: data.path,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.unref();
  let stderr = '';
  let ending: Ending | null = null;
  child.stderr?.on('data', (text: Buffer) => {
    stderr += text.toString('utf8');
  });
  child.on('error', (error) => {
    ending = { status: null, stderr: error.message, error };
  });
  child.on('close', (status) => {
    ending ??= { status, stderr, error: undefined };
  });
  return { ending: () => ending, forget: () => child.stderr?.destroy() };
}

function keeperProgram(): string {
  const beside = fileURLToPath(new URL('./keeper-main.js', import.meta.url));
  if (existsSync(beside)) return beside;
  // These are the sources, under a test runner; Node 20 runs only what is built.
  const built = fileURLToPath(new URL('../../../dist/db/embedded/keeper-main.js', import.meta.url));
  if (existsSync(built)) return built;
  throw new Error(`${built} is missing: run npm run build.`);
}

function endOf(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
    socket.destroy();
  });
}
