import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDiskStorage, type Storage } from './index.ts';

let folder: string;
let storage: Storage;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'rollcall-storage-')), 'files');
  storage = openDiskStorage(folder);
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

test('gives back what it was given, byte by byte', async () => {
  const bytes = Buffer.alloc(300_000, 'é,\r\n\0');
  const chunks = Readable.from([bytes.subarray(0, 100_001), bytes.subarray(100_001)]);
  expect(await storage.write('imports/12/1.zip', chunks)).toEqual({ size_bytes: bytes.length });
  expect(bytes.equals(await buffer(await storage.read('imports/12/1.zip')))).toBe(true);
  const seen = await storage.withLocalFile('imports/12/1.zip', async (path) => readFileSync(path));
  expect(bytes.equals(seen)).toBe(true);
});

test('replaces and removes', async () => {
  await storage.write('a', Readable.from(['one']));
  const before = await storage.read('a');
  await storage.write('a', Readable.from(['two']));
  expect(await text(await storage.read('a'))).toBe('two');
  // Who reads already goes on reading what was there.
  expect(await text(before)).toBe('one');
  await storage.remove('a');
  await storage.remove('a');
  await expect(storage.read('a')).rejects.toThrow('Nothing is stored under "a".');
  await expect(storage.withLocalFile('a', async () => 1)).rejects.toThrow('Nothing is stored under "a".');
});

test('keeps nothing of a stream that breaks off, and what was there before', async () => {
  await storage.write('a', Readable.from(['whole']));
  const broken = Readable.from(
    (async function* () {
      yield 'half';
      throw new Error('the upload broke off');
    })(),
  );
  await expect(storage.write('a', broken)).rejects.toThrow('the upload broke off');
  expect(await text(await storage.read('a'))).toBe('whole');
  expect(readdirSync(join(folder, '.drafts'))).toEqual([]);
});

test('shows nothing under the key before all of it is there', async () => {
  const slow = Readable.from(
    (async function* () {
      yield 'begin';
      expect(existsSync(join(folder, 'a'))).toBe(false);
      yield 'end';
    })(),
  );
  await storage.write('a', slow);
  expect(await text(await storage.read('a'))).toBe('beginend');
});

test('is closed to other users', async () => {
  await storage.write('imports/1.csv', Readable.from(['x']));
  const modes = ['.', '.drafts', 'imports', 'imports/1.csv'].map(
    (name) => statSync(join(folder, name)).mode & 0o777,
  );
  expect(modes).toEqual([0o700, 0o700, 0o700, 0o600]);
});

test('clears away what a crash left, but not what is being written', () => {
  const [left, fresh] = ['left', 'fresh'].map((name) => join(folder, '.drafts', name));
  for (const path of [left, fresh]) writeFileSync(path ?? '', 'half');
  utimesSync(left ?? '', new Date('2020-01-01'), new Date('2020-01-01'));
  openDiskStorage(folder);
  expect(readdirSync(join(folder, '.drafts'))).toEqual(['fresh']);
});

describe('a key', () => {
  test.each([
    '',
    '/etc/passwd',
    '..',
    'a/../b',
    'a//b',
    'a/',
    './a',
    '.drafts/a',
    'a/.hidden',
    'A',
    'a b',
    'a\\b',
    'a\0b',
    'é',
  ])('may not be %j', async (key) => {
    await expect(storage.write(key, Readable.from(['x']))).rejects.toThrow('is not a key of the storage');
    await expect(storage.read(key)).rejects.toThrow('is not a key of the storage');
    await expect(storage.remove(key)).rejects.toThrow('is not a key of the storage');
    await expect(storage.withLocalFile(key, async () => 1)).rejects.toThrow('is not a key of the storage');
  });

  test.each(['a', '0', 'imports/12/1.zip', 'a_b-c.d/e..f'])('may be %j', async (key) => {
    await storage.write(key, Readable.from(['x']));
    expect(await text(await storage.read(key))).toBe('x');
  });
});
