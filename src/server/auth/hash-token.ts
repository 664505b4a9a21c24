import { createHash, randomBytes } from 'node:crypto';

/** A new token: 256 random bits behind a prefix by which people and secret scanners know it. */
export function makeToken(): string {
  return `rc_${randomBytes(32).toString('base64url')}`;
}

/** What is stored of a token. A plain hash is enough: there is nothing to guess in 256 random bits. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The beginning of a token, for lists; nothing of a token that is too short to show any of. */
export function hintOf(token: string): string {
  return token.length >= 20 ? token.slice(0, 8) : '';
}
