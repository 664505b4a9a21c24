import { spawn } from 'node:child_process';
import { renderForeign } from '../../render.ts';
import type { Surroundings } from '../../surroundings.ts';
import type { Alert } from './alert.ts';

/** A program that is told of alerts. */
export interface CommandTarget {
  /** The program and its words; no shell sees them. */
  readonly command: readonly string[];
  readonly timeout_seconds: number;
  /** Variables that the program does not get, as they hold secrets. */
  readonly withheld: readonly string[];
}

// Between asking a program to end and ending it.
const GRACE_MS = 5_000;
// For what it has said last. What it has left running may hold its stderr open for longer.
const LAST_WORDS_MS = 1_000;
const MOST_STDERR = 2_000;

/** What the program finds in its environment beside ours. */
function describe({ severity, text, watch, findings, over }: Alert): Readonly<Record<string, string>> {
  const ids = [...findings, ...over].flatMap(({ sis_import_id }) => sis_import_id ?? []);
  return {
    ROLLCALL_WATCH_SEVERITY: severity,
    ROLLCALL_WATCH_TEXT: text,
    ROLLCALL_WATCH_NAME: watch.name,
    ROLLCALL_WATCH_CODES: findings.map(({ code }) => code).join(' '),
    ROLLCALL_WATCH_OVER: over.map(({ code }) => code).join(' '),
    ROLLCALL_WATCH_IMPORTS: [...new Set(ids)].join(' '),
  };
}

/** Runs a program with an alert as JSON on its stdin. Returns null when it ended with 0, else why not. */
export function runCommand(
  { command: [program = '', ...words], timeout_seconds, withheld }: CommandTarget,
  alert: Alert,
  env: Surroundings['env'],
  signal: AbortSignal,
): Promise<string | null> {
  const kept = Object.entries(env).filter(([name]) => !withheld.includes(name));
  const child = spawn(program, words, {
    env: { ...Object.fromEntries(kept), ...describe(alert) },
    stdio: ['pipe', 'ignore', 'pipe'],
    shell: false,
    windowsHide: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    said = (said + piece).slice(0, MOST_STDERR);
  });
  // A program may end without having read it all.
  child.stdin.on('error', () => {});
  child.stdin.end(`${JSON.stringify(alert)}\n`);
  return new Promise((resolve) => {
    let stopped: string | null = null;
    let force: NodeJS.Timeout | undefined;
    let listening: NodeJS.Timeout | undefined;
    const stop = (reason: string) => {
      stopped ??= reason;
      child.kill();
      force ??= setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    };
    const limit = setTimeout(
      () => stop(`the command did not end within ${timeout_seconds} s`),
      timeout_seconds * 1000,
    );
    const interrupt = () => stop('the command was stopped');
    if (signal.aborted) interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    const end = (fault: string | null) => {
      clearTimeout(limit);
      clearTimeout(force);
      signal.removeEventListener('abort', interrupt);
      clearTimeout(listening);
      child.stderr.destroy();
      const words_of = said.trim() === '' ? '' : `: ${renderForeign(said.trim())}`;
      resolve(fault === null ? null : `${fault}${words_of}`);
    };
    child.once('error', (error: NodeJS.ErrnoException) =>
      end(`the command cannot be run (${error.code ?? error.message})`),
    );
    child.once('exit', (code, killed_by) => {
      const fault = stopped ?? (code === 0 ? null : `the command ended with ${code ?? killed_by}`);
      child.once('close', () => end(fault));
      listening = setTimeout(() => end(fault), LAST_WORDS_MS);
    });
  });
}
