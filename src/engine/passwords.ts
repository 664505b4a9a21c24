import { createHash, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

// An import hashes as many passwords as it has rows that bring one, so the cost is a compromise: 4 MiB and a few
// milliseconds each, well below what a single sign-in could afford.
const COST = { N: 4096, r: 8, p: 1 };
const KEY_BYTES = 32;

/** `scrypt$<salt>$<key>`, both base64url. */
export function hashPassword(password: string): string {
  const salt = randomBytes(16);
  const key = scryptSync(password, salt, KEY_BYTES, COST);
  return `scrypt$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/** Whether the password is the one behind the hash; false for a hash of another make. */
export function isPassword(password: string, hash: string): boolean {
  const [scheme, salt, key] = hash.split('$');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) return false;
  const expected = Buffer.from(key, 'base64url');
  const given = scryptSync(password, Buffer.from(salt, 'base64url'), KEY_BYTES, COST);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

const SHA1_BYTES = 20;

/** Whether the password is the one behind `{SSHA}<base64 of SHA-1 and salt>`; false for a text of another make. */
export function isSshaPassword(password: string, ssha: string): boolean {
  const match = /^\{SSHA\}([A-Za-z0-9+/]+={0,2})$/i.exec(ssha);
  const bytes = Buffer.from(match?.[1] ?? '', 'base64');
  if (bytes.length < SHA1_BYTES) return false;
  const salt = bytes.subarray(SHA1_BYTES);
  const given = createHash('sha1').update(password).update(salt).digest();
  return timingSafeEqual(bytes.subarray(0, SHA1_BYTES), given);
}
