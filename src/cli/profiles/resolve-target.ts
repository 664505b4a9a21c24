import { type Client, createClient } from '../../client/index.ts';
import { CommandError } from '../exit-status.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Profile } from './profile.ts';
import { openProfile } from './read-config.ts';
import { parseAddress } from './read-profile.ts';
import { readToken } from './read-token.ts';

/** A running server, an account there, and who asks. */
export interface Target {
  readonly base_url: string;
  /** By id or as `sis_account_id:...`. */
  readonly account_id: string;
  readonly token: string;
  /** Null where the command line names an address. */
  readonly profile: Profile | null;
}

/** What the command line adds to the name of a target. */
export interface TargetOptions {
  /** Instead of the profile's account. */
  readonly account?: string | undefined;
  /** A file that holds the token, instead of the profile's source. */
  readonly token_file?: string | undefined;
}

const isAddress = (word: string) => /^[a-z][a-z0-9+.-]*:\/\//i.test(word);

function readAddress(word: string): string {
  const base_url = parseAddress(word);
  if (base_url !== null) return base_url;
  throw new CommandError(
    `${word.replace(/\/\/[^/]*@/, '//')} is no address of a server such as https://school.example.`,
  );
}

/** The same as `resolveTarget` where nothing is asked of the server: nobody has to say who they are. */
export async function locateTarget(
  word: string | undefined,
  { account }: Pick<TargetOptions, 'account'>,
  { env }: Pick<Surroundings, 'env'>,
): Promise<Omit<Target, 'token'>> {
  if (word !== undefined && isAddress(word))
    return { base_url: readAddress(word), account_id: account ?? 'self', profile: null };
  const { profile } = await openProfile(word, env);
  return { base_url: profile.base_url, account_id: account ?? profile.account, profile };
}

/**
 * What `--to` and `--against` mean: the name of a profile or the address of a server. Without a word it is the only
 * profile there is. The token of an address is in `ROLLCALL_TOKEN`.
 * @throws CommandError when there is no such profile, no such address, or no token.
 */
export async function resolveTarget(
  word: string | undefined,
  { account, token_file }: TargetOptions,
  { env }: Pick<Surroundings, 'env'>,
): Promise<Target> {
  const given = token_file === undefined ? null : { file: token_file };
  const here = `${process.cwd()}/.`;
  if (word !== undefined && isAddress(word)) {
    const base_url = readAddress(word);
    const source = given ?? { env: 'ROLLCALL_TOKEN' };
    if ('env' in source && !env.ROLLCALL_TOKEN)
      throw new CommandError(
        `${base_url} wants to know who you are: set ROLLCALL_TOKEN to your access token.`,
      );
    const token = await readToken(source, here, env);
    return { base_url, account_id: account ?? 'self', token, profile: null };
  }
  const { profile, config_path } = await openProfile(word, env);
  const token = await readToken(given ?? profile.token, given ? here : config_path, env);
  return { base_url: profile.base_url, account_id: account ?? profile.account, token, profile };
}

/** A client for a target; its `sisImports` and `reports` are those of the target's account. */
export function connectTarget({ base_url, account_id, token }: Target): Client {
  try {
    return createClient({ base_url, account_id, token });
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}
