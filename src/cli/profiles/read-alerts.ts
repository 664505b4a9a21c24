import { complain, maybe, type Read, readList, readMembers, readText, readWord } from './field-reader.ts';
import { type Alerts, webhookBodies } from './profile.ts';
import { readToken } from './read-token-source.ts';

/** Nobody is told. */
export const noAlerts: Alerts = { webhook: null, command: null };

/** Reads an address that is posted to; it may hold a query, as those of chats do. Null when it is none. */
export function parseWebhookAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && !url.username && !url.password ? url.href : null;
}

const readWebhookAddress: Read<string> = (node, name) =>
  parseWebhookAddress(readText(node, name)) ??
  complain(node, `${name} must be an address such as https://chat.example/hook.`);

const readWebhook: Read<Alerts['webhook']> = (node, name) => {
  const { url, secret, body } = readMembers(node, name, ['url', 'secret', 'body']);
  if (url === undefined) return complain(node, `${name} needs a url.`);
  return {
    url: url.kind === 'object' ? readToken(url, 'url') : readWebhookAddress(url, 'url'),
    secret: maybe(secret, readToken, 'secret'),
    body: maybe(body, readWord(webhookBodies), 'body') ?? 'full',
  };
};

/** Reads the section `alerts`. */
export const readAlerts: Read<Alerts> = (node, name) => {
  const { webhook, command } = readMembers(node, name, ['webhook', 'command']);
  return {
    webhook: maybe(webhook, readWebhook, 'webhook'),
    command: maybe(command, readList(readText), 'command'),
  };
};
