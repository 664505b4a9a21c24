import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CommandError } from '../exit-status.ts';
import type { Surroundings } from '../surroundings.ts';
import type { TokenSource } from './profile.ts';
import { homeOf } from './read-config.ts';

type Env = Surroundings['env'];

// A command may ask a person for a passphrase.
const COMMAND_TIMEOUT_MS = 120_000;

const run = promisify(execFile);

function checkToken(text: string, from: string): string {
  const token = text.trim();
  if (token === '') throw new CommandError(`${from} holds no token.`);
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new CommandError(`${from} must hold a token and nothing else: it has blanks or lines too many.`);
  return token;
}

/** Reads a token from a file that nobody else may read. */
async function readTokenFile(path: string): Promise<string> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new CommandError(`The token cannot be read from ${path}: ${reason}.`);
  });
  try {
    // Of the opened file, so that it cannot be changed for another one in between. Windows has no such bits.
    const { mode, uid } = await file.stat();
    const own = process.getuid?.();
    if (own !== undefined && (mode & 0o077) !== 0)
      throw new CommandError(`Others may read the token in ${path}: run chmod 600 ${path}`);
    if (own !== undefined && uid !== own && own !== 0 && uid !== 0)
      throw new CommandError(`${path} belongs to somebody else, who could change the token in it.`);
    return checkToken(await file.readFile('utf8'), path);
  } finally {
    await file.close();
  }
}

async function runTokenCommand([program = '', ...words]: readonly string[], env: Env): Promise<string> {
  try {
    const options = { env: { ...env }, timeout: COMMAND_TIMEOUT_MS, windowsHide: true };
    const { stdout } = await run(program, words, options);
    return checkToken(stdout, `What ${program} prints`);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    // Nothing of what it printed: half a token is a secret, too.
    const { code } = error as { readonly code?: unknown };
    const how =
      typeof code === 'number' ? `ended with status ${code}` : `could not be run (${code ?? 'stopped'})`;
    throw new CommandError(`The command for the token, ${program}, ${how}.`);
  }
}

/** Finds a path of a profile: `~/` is the home, anything else goes from the file of the profiles. */
export function findPath(path: string, config_path: string, env: Env): string {
  if (/^~[\\/]/.test(path)) return join(homeOf(env), path.slice(2));
  return resolve(dirname(config_path), path);
}

/**
 * Fetches a token from where it is kept.
 * @throws CommandError that says what to do, and nothing of the token.
 */
export async function readToken(source: TokenSource, config_path: string, env: Env): Promise<string> {
  if ('file' in source) return readTokenFile(findPath(source.file, config_path, env));
  if ('command' in source) return runTokenCommand(source.command, env);
  const text = env[source.env];
  if (!text) throw new CommandError(`There is no token: set ${source.env} to it.`);
  return checkToken(text, source.env);
}
