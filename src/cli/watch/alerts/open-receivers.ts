import { CommandError } from '../../exit-status.ts';
import { type Alerts, parseWebhookAddress, readToken, type TokenSource } from '../../profiles/index.ts';
import type { Surroundings } from '../../surroundings.ts';
import type { Alert } from './alert.ts';
import { postWebhook, type WebhookTarget } from './post-webhook.ts';
import { type CommandTarget, runCommand } from './run-command.ts';

/** Somebody who is told. */
export interface Receiver {
  /** Under which it is remembered what they know. */
  readonly name: string;
  /** Returns null when they have it, else why not. */
  readonly tell: (alert: Alert, signal: AbortSignal) => Promise<string | null>;
}

const SECRET = /^whsec_(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** A secret as the server makes them for its webhooks. */
function checkSecret(secret: string): string {
  if (secret.length > 'whsec_'.length && SECRET.test(secret)) return secret;
  throw new CommandError('The secret of the webhook must be whsec_ and a text in base64.');
}

async function openWebhook(
  { url, secret, body }: NonNullable<Alerts['webhook']>,
  config_path: string,
  env: Surroundings['env'],
): Promise<WebhookTarget> {
  const read = (source: TokenSource) => readToken(source, config_path, env);
  const address = typeof url === 'string' ? url : parseWebhookAddress(await read(url));
  if (address === null)
    throw new CommandError('The address of the webhook is none such as https://chat.example/hook.');
  return { url: address, secret: secret === null ? null : checkSecret(await read(secret)), body };
}

/** The variables that hold secrets: a program that is told of alerts needs none of them. */
export function withheldFrom(
  sources: readonly (TokenSource | string | null | undefined)[],
): readonly string[] {
  const named = sources.flatMap((one) =>
    typeof one === 'object' && one !== null && 'env' in one ? [one.env] : [],
  );
  return ['ROLLCALL_TOKEN', 'ROLLCALL_WATCH_SECRET', 'ROLLCALL_WATCH_WEBHOOK', ...named];
}

/**
 * Whom alerts go to; their secrets are read once.
 * @throws CommandError when one is not to be had.
 */
export async function openReceivers(
  { webhook, command }: Alerts,
  {
    config_path,
    env,
    ...limits
  }: Omit<CommandTarget, 'command'> & {
    readonly config_path: string;
    readonly env: Surroundings['env'];
  },
): Promise<readonly Receiver[]> {
  const target = webhook === null ? null : await openWebhook(webhook, config_path, env);
  const receivers: Receiver[] = [];
  if (target !== null)
    receivers.push({ name: 'webhook', tell: (alert, signal) => postWebhook(target, alert, signal) });
  if (command !== null)
    receivers.push({
      name: 'command',
      tell: (alert, signal) => runCommand({ command, ...limits }, alert, env, signal),
    });
  return receivers;
}
