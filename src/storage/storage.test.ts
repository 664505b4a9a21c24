import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../../test/support/remove-folder.ts';
import { startS3Server } from '../../test/support/s3-server.ts';
import { openStorage, type Storage } from './index.ts';

const MEGABYTE = 1024 ** 2;

/** Where a kind of storage lives for a test, and what it holds that no key shows. */
interface Place {
  readonly address: string;
  readonly close: () => Promise<void>;
}

const places: Readonly<Record<string, () => Promise<Place>>> = {
  'a folder': async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-storage-'));
    return { address: join(folder, 'files'), close: async () => removeFolder(folder) };
  },
  'an S3 bucket': startS3Server,
};

describe.each(Object.entries(places))('a storage in %s', (_kind, start) => {
  let place: Place;
  let storage: Storage;
  beforeAll(async () => {
    place = await start();
    storage = await openStorage(place.address);
  });
  afterAll(() => place.close());

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

  // Up to 16 MiB go to S3 in one piece.
  test.each([0, 1, 16 * MEGABYTE - 1, 16 * MEGABYTE, 16 * MEGABYTE + 1, 35 * MEGABYTE])(
    'keeps a file of %i bytes whole',
    async (size_bytes) => {
      const bytes = Buffer.alloc(size_bytes, 'roll call ');
      const pieces = Array.from({ length: Math.ceil(size_bytes / MEGABYTE) }, (_, at) =>
        bytes.subarray(at * MEGABYTE, (at + 1) * MEGABYTE),
      );
      expect(await storage.write('sized', Readable.from(pieces))).toEqual({ size_bytes });
      expect(bytes.equals(await buffer(await storage.read('sized')))).toBe(true);
    },
  );

  test.each([1, 40])('keeps nothing of a stream that breaks off after %i MB', async (megabytes) => {
    await storage.write('a', Readable.from(['whole']));
    const broken = Readable.from(
      (async function* () {
        for (let count = 0; count < megabytes; count += 1) yield Buffer.alloc(MEGABYTE);
        throw new Error('the upload broke off');
      })(),
    );
    await expect(storage.write('a', broken)).rejects.toThrow('the upload broke off');
    expect(await text(await storage.read('a'))).toBe('whole');
  });

  test('shows nothing under the key before all of it is there', async () => {
    const slow = Readable.from(
      (async function* () {
        for (let count = 0; count < 33; count += 1) yield Buffer.alloc(MEGABYTE);
        await expect(storage.read('slow')).rejects.toThrow('Nothing is stored under "slow".');
        yield 'end';
      })(),
    );
    await storage.write('slow', slow);
    expect((await buffer(await storage.read('slow'))).length).toBe(33 * MEGABYTE + 3);
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
});
