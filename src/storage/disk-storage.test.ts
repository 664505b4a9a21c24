import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDiskStorage, type Storage } from './index.ts';

let folder: string;
let storage: Storage;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'rollcall-storage-')), 'files');
  storage = openDiskStorage(folder);
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

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
