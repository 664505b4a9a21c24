import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashPassword, isPassword, isSshaPassword } from './passwords.ts';

test('a password is told by its salted hash, each time another one', () => {
  const hash = hashPassword('correct horse');
  expect(hash).toMatch(/^scrypt\$/);
  expect(hash).not.toBe(hashPassword('correct horse'));
  expect(isPassword('correct horse', hash)).toBe(true);
  expect(isPassword('correct horse ', hash)).toBe(false);
  expect(isPassword('correct horse', 'md5$x$y')).toBe(false);
});

test('an SSHA password is told by the hash and the salt behind it', () => {
  const ssha = (password: string, salt: string) => {
    const hash = createHash('sha1')
      .update(password + salt)
      .digest();
    return `{SSHA}${Buffer.concat([hash, Buffer.from(salt)]).toString('base64')}`;
  };
  expect(isSshaPassword('correct horse', ssha('correct horse', 'salt'))).toBe(true);
  expect(isSshaPassword('correct horse', ssha('correct horse', ''))).toBe(true);
  expect(isSshaPassword('wrong horse', ssha('correct horse', 'salt'))).toBe(false);
  for (const other of ['', '{SSHA}', '{SSHA}c2hvcnQ=', '{MD5}c2hvcnQ=', 'correct horse']) {
    expect(isSshaPassword('correct horse', other)).toBe(false);
  }
});
