import type { Client, SisImport } from '../../client/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { type ConnectionOptions, openConnection } from '../open-connection.ts';
import { choosePaint } from '../render.ts';
import type { Surroundings } from '../surroundings.ts';
import { type ListFormat, renderList } from './render-list.ts';

type State = SisImport['workflow_state'];

export interface ListCommandOptions extends Omit<ConnectionOptions, 'only'> {
  readonly color: boolean;
  readonly format: ListFormat;
  readonly limit: number;
  /** All when empty. */
  readonly states: readonly State[];
  readonly since: Date | null;
  readonly before: Date | null;
}

async function readList(
  client: Client,
  { states, since, before, limit }: ListCommandOptions,
  signal: AbortSignal,
): Promise<readonly SisImport[]> {
  const filter = {
    ...(states.length > 0 ? { workflow_state: [...states] } : {}),
    ...(since ? { created_since: since.toISOString() } : {}),
    ...(before ? { created_before: before.toISOString() } : {}),
  };
  const found: SisImport[] = [];
  const pages = client.sisImports.list(filter, { per_page: Math.min(limit, 100), signal });
  for await (const one of pages) {
    const created_ms = Date.parse(one.created_at);
    // A server that does not know the filters sends all, newest first.
    if (since !== null && created_ms < since.getTime()) break;
    if (before !== null && created_ms > before.getTime()) continue;
    if (states.length > 0 && !states.includes(one.workflow_state)) continue;
    found.push(one);
    if (found.length >= limit) break;
  }
  return found;
}

/** Lists imports, newest first, and returns the exit status. */
export async function runList(options: ListCommandOptions, surroundings: Surroundings): Promise<number> {
  const { stdout, env } = surroundings;
  const signal = surroundings.listenForInterrupt();
  const quiet = options.format !== 'text';
  const { client, close } = await openConnection({ ...options, quiet, only: 'requests' }, surroundings);
  try {
    const found = await readList(client, options, signal);
    const width = stdout.isTTY ? stdout.columns || null : null;
    const paint = choosePaint(stdout, env, options.color);
    stdout.write(renderList(found, { format: options.format, width, paint, now_ms: Date.now() }));
    return exitStatus.done;
  } catch (error) {
    signal.throwIfAborted();
    throw new CommandError('The SIS imports could not be listed.', exitStatus.failed, error);
  } finally {
    await close();
  }
}
