import { CommandError, exitStatus } from '../exit-status.ts';
import { openPlace, type PlaceOptions } from '../open-connection.ts';
import { renderForeign, renderTable } from '../render.ts';
import type { Surroundings } from '../surroundings.ts';

type Server = typeof import('../../server/index.ts');
type Tokens = Parameters<Parameters<Server['withTokens']>[1]>[0];
type TokenRequest = Parameters<Tokens['create']>[0];
type Token = Awaited<ReturnType<Tokens['list']>>[number];

async function withTokens<T>(
  options: PlaceOptions,
  { env }: Surroundings,
  use: (tokens: Tokens) => Promise<T>,
) {
  const { server, place } = await openPlace(options, env);
  try {
    return await server.withTokens(place, use);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('The tokens cannot be reached.', exitStatus.not_started, error);
  }
}

/** Makes a token and prints it: alone on stdout, so that a script can take it. */
export async function createToken(
  request: TokenRequest,
  place: PlaceOptions,
  surroundings: Surroundings,
): Promise<void> {
  const token = await withTokens(place, surroundings, (tokens) => tokens.create(request));
  if (token === null) throw new CommandError(`There is no user ${request.user}.`, exitStatus.failed);
  surroundings.stdout.write(`${token}\n`);
  if (surroundings.stderr.isTTY) surroundings.stderr.write('Keep it well: it cannot be shown again.\n');
}

function stateOf({ revoked_at, expires_at }: Token, now: Date): string {
  if (revoked_at !== null) return 'revoked';
  return expires_at !== null && new Date(expires_at) <= now ? 'expired' : 'active';
}

const dayOf = (time: string | null) => (time === null ? '-' : new Date(time).toISOString().slice(0, 10));

/** Prints every token, as a table or as JSON. */
export async function listTokens(
  json: boolean,
  place: PlaceOptions,
  surroundings: Surroundings,
): Promise<void> {
  const tokens = await withTokens(place, surroundings, (all) => all.list());
  if (json) {
    surroundings.stdout.write(`${JSON.stringify(tokens)}\n`);
    return;
  }
  const now = new Date();
  const rows = tokens.map((token) => [
    String(token.id),
    token.hint ? `${token.hint}...` : '-',
    stateOf(token, now),
    String(token.user_id),
    dayOf(token.created_at),
    dayOf(token.expires_at),
    dayOf(token.last_used_at),
    renderForeign(token.purpose) || '-',
  ]);
  const header = ['id', 'token', 'state', 'user', 'created', 'expires', 'last used', 'purpose'];
  surroundings.stdout.write(`${renderTable([header, ...rows], 'left').join('\n')}\n`);
}

/** Revokes a token; one that is revoked or unknown is a failure. */
export async function revokeToken(
  id: number,
  place: PlaceOptions,
  surroundings: Surroundings,
): Promise<void> {
  const revoked = await withTokens(place, surroundings, (tokens) => tokens.revoke(id));
  if (!revoked) throw new CommandError(`There is no token ${id} that could be revoked.`, exitStatus.failed);
  surroundings.stdout.write(`token ${id} is revoked\n`);
}
