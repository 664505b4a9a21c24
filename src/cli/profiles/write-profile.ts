import { chmod, mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError } from '../exit-status.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Node, parseCommentedJson } from './parse-commented-json.ts';
import type { Profile } from './profile.ts';
import { atPlace, type Config, configPath, readConfig } from './read-config.ts';
import { readProfile } from './read-profile.ts';

/** A profile as it is written down, key by key. */
export type WrittenProfile = Readonly<Record<string, unknown>>;

const HEADER = '// The profiles of rollcall. A token never stands here, only where it comes from.\n';

const indent = (text: string, by: string) => text.replaceAll('\n', `\n${by}`);

/** Puts a member first into an object of a text, so that all that is there stays as it is, comments too. */
function insertMember(text: string, into: Node, key: string, value: string, by: string): string {
  const at = into.span.start + 1;
  const is_empty = into.kind === 'object' && into.members.size === 0;
  const end = is_empty ? `\n${by.slice(2)}` : ',';
  return `${text.slice(0, at)}\n${by}${JSON.stringify(key)}: ${indent(value, by)}${end}${text.slice(at)}`;
}

function withProfile(config: Config | null, name: string, value: string): string {
  if (config === null)
    return `${HEADER}${JSON.stringify({ profiles: { [name]: JSON.parse(value) } }, null, 2)}\n`;
  const { text, profiles, holder, root } = config;
  const present = profiles.get(name);
  if (present)
    return text.slice(0, present.span.start) + indent(value, '    ') + text.slice(present.span.end);
  if (holder) return insertMember(text, holder, name, value, '    ');
  const all = JSON.stringify({ [name]: JSON.parse(value) }, null, 2);
  return insertMember(text, root, 'profiles', all, '  ');
}

/**
 * Reads a profile that is not written yet.
 * @throws JsonFault that says what is wrong with it.
 */
export function checkProfile(name: string, written: WrittenProfile): Profile {
  return readProfile(name, parseCommentedJson(JSON.stringify(written)));
}

/**
 * Writes a profile into the file of profiles, which nobody else may read, and returns the file's path.
 * @throws CommandError when it is there already and may not be overwritten.
 */
export async function writeProfile(
  name: string,
  written: WrittenProfile,
  may_overwrite: boolean,
  env: Surroundings['env'],
): Promise<string> {
  const config = await readConfig(env);
  if (config?.profiles.has(name) && !may_overwrite)
    throw new CommandError(
      `There is a profile "${name}" in ${config.path} already: take another name, or say --overwrite.`,
    );
  const wanted = configPath(env);
  const text = withProfile(config, name, JSON.stringify(written, null, 2));
  // Whatever was there before, what is written can be read again.
  atPlace(wanted, text, () => parseCommentedJson(text));
  await mkdir(dirname(wanted), { recursive: true, mode: 0o700 });
  // A link stays one, and whoever reads meanwhile finds a whole file.
  const path = await realpath(wanted).catch(() => wanted);
  const draft = `${path}.${process.pid}.part`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await chmod(draft, 0o600);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new CommandError(`${path} cannot be written: ${error instanceof Error ? error.message : error}.`);
  }
  return path;
}
