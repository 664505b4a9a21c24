import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../exit-status.ts';
import type { Surroundings } from '../surroundings.ts';
import { hintAt, readMembers } from './field-reader.ts';
import { JsonFault, type Node, parseCommentedJson, placeOf } from './parse-commented-json.ts';
import type { Profile } from './profile.ts';
import { readProfile } from './read-profile.ts';

type Env = Surroundings['env'];

/** The home of the person who runs the command. */
export const homeOf = (env: Env): string => env.HOME || env.USERPROFILE || homedir();

function configFolder(env: Env, platform: NodeJS.Platform): string {
  const home = homeOf(env);
  if (env.XDG_CONFIG_HOME) return env.XDG_CONFIG_HOME;
  if (platform === 'win32') return env.APPDATA || join(home, 'AppData', 'Roaming');
  return platform === 'darwin' ? join(home, 'Library', 'Application Support') : join(home, '.config');
}

/** Where profiles are written: `ROLLCALL_CONFIG`, else `rollcall/config.jsonc` in the folder of configurations. */
export function configPath(env: Env, platform: NodeJS.Platform = process.platform): string {
  return env.ROLLCALL_CONFIG || join(configFolder(env, platform), 'rollcall', 'config.jsonc');
}

/** A file of profiles. */
export interface Config {
  readonly path: string;
  readonly text: string;
  /** Profiles by name, not read yet: a fault in one is no matter to the others. */
  readonly profiles: ReadonlyMap<string, Node>;
  /** The object that holds them; null in a file without. */
  readonly holder: Node | null;
  readonly root: Node;
}

/** Runs a reader on a text, and says in a sentence where it found a fault. */
export function atPlace<T>(path: string, text: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const { line, column } = placeOf(text, error.at);
    throw new CommandError(`${path}:${line}:${column}: ${error.message}`);
  }
}

/** Reads the file of profiles; null when there is none. */
export async function readConfig(env: Env): Promise<Config | null> {
  const path = configPath(env);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new CommandError(`${path} cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
  return atPlace(path, text, () => {
    const root = parseCommentedJson(text);
    const { profiles: holder } = readMembers(root, 'the file', ['profiles']);
    if (holder === undefined) return { path, text, profiles: new Map(), holder: null, root };
    if (holder.kind !== 'object') throw new JsonFault('profiles must be an object.', holder.span.start);
    return { path, text, profiles: holder.members, holder, root };
  });
}

/** A profile and the file that it stands in. */
export interface OpenedProfile {
  readonly profile: Profile;
  readonly config_path: string;
}

/**
 * Reads a profile by name; without one the only profile there is.
 * @throws CommandError when there is none of the name, or something is wrong with it.
 */
export async function openProfile(name: string | undefined, env: Env): Promise<OpenedProfile> {
  const config = await readConfig(env);
  const names = [...(config?.profiles.keys() ?? [])];
  if (config === null || names.length === 0)
    throw new CommandError(`There are no profiles in ${configPath(env)}: rollcall init makes one.`);
  const wanted = name ?? (names.length === 1 ? names[0] : undefined);
  if (wanted === undefined) throw new CommandError(`Say which profile: ${names.join(', ')}.`);
  const node = config.profiles.get(wanted);
  if (node === undefined) {
    const hint = hintAt(wanted, names);
    throw new CommandError(
      `There is no profile "${wanted}" in ${config.path}${hint} It has ${names.join(', ')}.`,
    );
  }
  const profile = atPlace(config.path, config.text, () => readProfile(wanted, node));
  return { profile, config_path: config.path };
}
