import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { homeOf, type Target } from '../profiles/index.ts';
import { safeName } from '../safe-names.ts';
import type { Surroundings } from '../surroundings.ts';

type Env = Surroundings['env'];

function stateHome(env: Env, platform: NodeJS.Platform): string {
  const home = homeOf(env);
  if (env.XDG_STATE_HOME) return env.XDG_STATE_HOME;
  if (platform === 'win32') return env.LOCALAPPDATA || join(home, 'AppData', 'Local');
  return platform === 'darwin' ? join(home, 'Library', 'Application Support') : join(home, '.local', 'state');
}

/** A name that every file system takes; two different texts never become one. */
function nameFolder(text: string): string {
  const plain = text.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, 60);
  if (plain === text.toLowerCase() && plain === safeName(text)) return plain;
  return `${safeName(plain)}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}

/**
 * The folder in which runs of a profile leave what later ones need: their history and their lock. It lies in
 * `ROLLCALL_STATE`, else in `rollcall` in the folder of states.
 */
export function stateFolder(
  { base_url, account_id, profile }: Omit<Target, 'token'>,
  env: Env,
  platform: NodeJS.Platform = process.platform,
): string {
  const root = env.ROLLCALL_STATE || join(stateHome(env, platform), 'rollcall', 'runs');
  if (profile === null) return join(root, nameFolder(`${base_url} ${account_id}`));
  const is_own = account_id === profile.account;
  return join(root, nameFolder(is_own ? profile.name : `${profile.name} ${account_id}`));
}
