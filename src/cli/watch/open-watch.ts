import type { Client } from '../../client/index.ts';
import {
  type Alerts,
  configPath,
  connectTarget,
  type Limit,
  resolveTarget,
  type Schedule,
  type Target,
  type TargetOptions,
} from '../profiles/index.ts';
import { stateFolder } from '../state/index.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Subject } from './alerts/alert.ts';
import { openReceivers, type Receiver, withheldFrom } from './alerts/open-receivers.ts';
import type { Expectations } from './judge/index.ts';

/** What the command line says of a watch. */
export interface WatchOptions extends TargetOptions {
  /** Instead of the profile's. */
  readonly schedule: Schedule | null;
  readonly data_set: string | null;
  readonly stuck_after_minutes: number | null;
  readonly held_after_minutes: number;
  readonly max_shrink: Limit | null;
  readonly history: number;
  readonly least_rows: number;
  /** Null: what lasts is told once. */
  readonly repeat_after_minutes: number | null;
  readonly webhook: string | null;
  readonly webhook_secret_file: string | null;
  readonly webhook_body: 'full' | 'text' | null;
  readonly command: readonly string[] | null;
  readonly command_timeout_seconds: number;
}

/** A server that is watched, what is expected of it, and who is told. */
export interface Watch {
  readonly target: Target;
  readonly client: Client;
  /** Where `rollcall submit` keeps its history on this machine. */
  readonly folder: string;
  readonly subject: Subject;
  readonly expectations: Expectations;
  readonly receivers: readonly Receiver[];
  readonly repeat_after_ms: number | null;
}

const MINUTE_MS = 60_000;
const STUCK_AFTER_MINUTES = 120;
const MAX_SHRINK: Limit = { percent: 30 };

function readExpectations({ profile }: Target, options: WatchOptions): Expectations {
  const schedule = options.schedule ?? profile?.schedule ?? null;
  const stuck_after = options.stuck_after_minutes ?? schedule?.stuck_after_minutes ?? STUCK_AFTER_MINUTES;
  return {
    schedule,
    data_set: options.data_set ?? profile?.data_set ?? null,
    stuck_after_ms: stuck_after * MINUTE_MS,
    held_after_ms: options.held_after_minutes * MINUTE_MS,
    max_shrink: options.max_shrink ?? profile?.guards.max_shrink ?? MAX_SHRINK,
    history: options.history,
    least_rows: options.least_rows,
  };
}

/** The webhook: of the command line, else of the environment, else of the profile; so with its parts. */
function readWebhook(
  usual: Alerts['webhook'],
  { webhook, webhook_secret_file, webhook_body }: WatchOptions,
  env: Surroundings['env'],
): Alerts['webhook'] {
  const from_env = env.ROLLCALL_WATCH_WEBHOOK ? { env: 'ROLLCALL_WATCH_WEBHOOK' } : null;
  const url = webhook ?? from_env ?? usual?.url ?? null;
  if (url === null) return null;
  const secret_from_env = env.ROLLCALL_WATCH_SECRET ? { env: 'ROLLCALL_WATCH_SECRET' } : null;
  const from_file = webhook_secret_file === null ? null : { file: webhook_secret_file };
  return {
    url,
    secret: from_file ?? secret_from_env ?? usual?.secret ?? null,
    body: webhook_body ?? usual?.body ?? 'full',
  };
}

/**
 * Finds out what is to be watched, and opens what it needs.
 * @throws CommandError when there is no such profile, or a secret is not to be had.
 */
export async function openWatch(
  word: string | undefined,
  options: WatchOptions,
  surroundings: Surroundings,
): Promise<Watch> {
  const { env } = surroundings;
  const target = await resolveTarget(word, options, surroundings);
  const { profile, base_url, account_id } = target;
  const webhook = readWebhook(profile?.alerts.webhook ?? null, options, env);
  const command = options.command ?? profile?.alerts.command ?? null;
  // A file on the command line is one of the folder that the command is run in.
  const is_here = options.webhook_secret_file !== null || profile === null;
  const receivers = await openReceivers(
    { webhook, command },
    {
      env,
      config_path: is_here ? `${process.cwd()}/.` : configPath(env),
      timeout_seconds: options.command_timeout_seconds,
      withheld: withheldFrom([profile?.token, webhook?.url, webhook?.secret]),
    },
  );
  const { repeat_after_minutes } = options;
  return {
    target,
    client: connectTarget(target),
    folder: stateFolder(target, env),
    subject: { name: profile?.name ?? base_url, base_url, account: account_id },
    expectations: readExpectations(target, options),
    receivers,
    repeat_after_ms: repeat_after_minutes === null ? null : repeat_after_minutes * MINUTE_MS,
  };
}
