import { expect, it } from 'vitest';
import { signFile, verifyFile } from './file-links.ts';

const file = { root_account_id: 3, id: 12 };
const verifier = signFile('key', file, 1000);

it('opens the file it was made for, until it expires', () => {
  expect(verifyFile('key', 12, verifier, 999)).toEqual(file);
  expect(verifyFile('key', 12, verifier, 1000)).toBeNull();
});

it('opens nothing else', () => {
  expect(verifyFile('key', 13, verifier, 0)).toBeNull();
  expect(verifyFile('other key', 12, verifier, 0)).toBeNull();
  expect(verifyFile('key', 12, verifier.replace(/^3/, '4'), 0)).toBeNull();
  expect(verifyFile('key', 12, verifier.replace('.1000.', '.9000.'), 0)).toBeNull();
});

it.each(['', '3.1000', '3.1000.', `${verifier}x`, verifier.slice(0, -1), 'x.y.z'])('refuses “%s”', (text) => {
  expect(verifyFile('key', 12, text, 0)).toBeNull();
});
