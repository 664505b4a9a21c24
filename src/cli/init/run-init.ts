import { existsSync } from 'node:fs';
import { CommandError, exitStatus } from '../exit-status.ts';
import { JsonFault } from '../profiles/parse-commented-json.ts';
import { findPath } from '../profiles/read-token.ts';
import { checkProfile, type WrittenProfile, writeProfile } from '../profiles/write-profile.ts';
import type { Surroundings } from '../surroundings.ts';
import { askForProfile } from './ask.ts';

/** What the command line says of the profile; null: a person is asked. */
export interface InitOptions {
  readonly written: WrittenProfile | null;
  readonly overwrite: boolean;
}

/** Names that need no quotes in a command line and look like no address. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Writes a profile and returns the exit status. */
export async function runInit(
  name: string,
  { written, overwrite }: InitOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { env, stdout, stderr } = surroundings;
  if (!NAME.test(name))
    throw new CommandError(`"${name}" is no name for a profile: use letters, digits, - and _.`);
  const whole = written ?? (await askForProfile(surroundings));
  try {
    const { token } = checkProfile(name, whole);
    const path = await writeProfile(name, whole, overwrite, env);
    stdout.write(`${path}\n`);
    if ('file' in token && !existsSync(findPath(token.file, path, env))) {
      const file = findPath(token.file, path, env);
      stderr.write(`Put the token into ${file}, and let nobody else read it: chmod 600 ${file}\n`);
    }
    stderr.write(`Next: rollcall doctor ${name}\n`);
    return exitStatus.done;
  } catch (error) {
    if (error instanceof JsonFault) throw new CommandError(error.message);
    throw error;
  }
}
