import type { Command } from 'commander';

/** What options are called elsewhere, or by those who look for them; commander finds misspellings itself. */
const meanings: Readonly<Record<string, readonly string[]>> = {
  '--data': ['dir', 'directory', 'folder', 'pgdata', 'db-path'],
  '--database-url': ['db', 'db-url', 'pg', 'postgres', 'postgresql', 'connection-string', 'dsn'],
  '--to': ['profile', 'server', 'base-url', 'url', 'host', 'target', 'env'],
  '--token-file': ['token', 'access-token', 'api-key', 'key'],
  '--account': ['account-id', 'root-account'],
  '--out': ['output', 'dest', 'destination', 'to', 'into', 'dir', 'directory', 'folder'],
  '--overwrite': ['force', 'replace', 'yes'],
  '--force': ['overwrite', 'yes'],
  '--plan': ['dry-run', 'preview', 'simulate', 'what-if'],
  '--dry-run': ['plan', 'preview', 'simulate', 'what-if', 'noop'],
  '--format': ['output-format', 'as', 'output'],
  '--follow': ['watch', 'daemon', 'loop'],
  '--every': ['interval', 'poll'],
  '--workers': ['concurrency', 'jobs', 'threads'],
  '--concurrency': ['workers', 'jobs', 'threads'],
  '--port': ['listen'],
  '--host': ['bind', 'address', 'listen-address'],
  '--messages': ['errors', 'limit', 'max-errors'],
  '--limit': ['max', 'count', 'messages'],
  '--log-level': ['verbose', 'debug', 'loglevel'],
};

const unknown = /^error: unknown option '--([a-z-]+)[^\n]*/;

/**
 * The option of a command that is likely to be meant by one that it does not have: one that begins as it does, such as
 * `--data` for `--data-dir`, or one that means the same. Null where there is none.
 */
export function suggestOption(command: Command, name: string): string | null {
  const known = command.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : []));
  const isKin = (long: string) => `--${name}`.startsWith(`${long}-`) || long.startsWith(`--${name}-`);
  const means = known.find((long) => meanings[long]?.includes(name));
  return means ?? known.find(isKin) ?? null;
}

/** Says of options that are called otherwise elsewhere what they are called here. */
export function suggestOptions(command: Command): void {
  const { outputError } = command.configureOutput();
  command.configureOutput({
    outputError(text, write) {
      const [first = '', name] = unknown.exec(text) ?? [];
      const meant = name === undefined ? null : suggestOption(command, name);
      const told = meant === null ? text : `${first}\n(Did you mean ${meant}?)\n`;
      outputError?.(told, write);
    },
  });
  for (const one of command.commands) suggestOptions(one);
}
