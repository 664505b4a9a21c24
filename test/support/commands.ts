import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';

/** How a command ended and what it printed. */
export interface EndedCommand {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly pid: number;
  /** Sends a signal, as a person or an operating system would. */
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Waits until the pattern stands in what was printed so far, and returns its first group. */
  readonly seen: (stream: 'stdout' | 'stderr', pattern: RegExp) => Promise<string>;
  readonly ended: Promise<EndedCommand>;
}

export interface Commands {
  /** Starts a program at the root of the repository. */
  start(program: string, args: readonly string[], env?: Readonly<Record<string, string>>): RunningCommand;
  /** `./rollcall` to its end. */
  rollcall(...args: readonly string[]): Promise<EndedCommand>;
  /** Ends what still runs; throws when there was something. */
  close(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const PATIENCE_MS = 120_000;

/** The environment without what would change the commands' minds. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const {
    ROLLCALL_TOKEN: _token,
    DATABASE_URL: _url,
    NO_COLOR: _none,
    FORCE_COLOR: _all,
    ...env
  } = process.env;
  return { ...env, TERM: 'xterm' };
}

/** Runs commands as processes of their own, with a user's data directory of their own. */
export function makeCommands(data_home: string): Commands {
  const running = new Set<ChildProcess>();
  const start: Commands['start'] = (program, args, env = {}) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...cleanEnvironment(), XDG_DATA_HOME: data_home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (piece: string) => {
        texts[name] += piece;
      });
    }
    const ended = new Promise<EndedCommand>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status) => {
        running.delete(child);
        resolve({ status, ...texts });
      });
    });
    return {
      pid: child.pid ?? 0,
      kill: (signal) => child.kill(signal),
      seen: (stream, pattern) =>
        eventually(async () => {
          const found = pattern.exec(texts[stream]);
          if (!found && child.exitCode !== null) throw new Error(`It ended: ${texts.stdout}${texts.stderr}`);
          return found ? (found[1] ?? found[0]) : undefined;
        }, PATIENCE_MS),
      ended,
    };
  };
  return {
    start,
    rollcall: (...args) => start('./rollcall', args).ended,
    async close() {
      const left = [...running];
      const gone = left.map((child) => new Promise((resolve) => child.on('exit', resolve)));
      for (const child of left) child.kill('SIGKILL');
      await Promise.all(gone);
      if (left.length > 0) {
        throw new Error(`Still running: ${left.map(({ spawnargs }) => spawnargs.join(' ')).join('; ')}`);
      }
    },
  };
}
