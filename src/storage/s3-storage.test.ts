import { existsSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { BUCKET, type S3Server, startS3Server } from '../../test/support/s3-server.ts';
import { openStorage, StorageOutage } from './index.ts';
import { parseS3Address } from './s3-address.ts';

describe('an address', () => {
  test('names a bucket, and where in it and in which store', () => {
    expect(parseS3Address('s3://files')).toEqual({ bucket: 'files', prefix: '' });
    expect(
      parseS3Address('s3://files/a/b/?endpoint=https%3A%2F%2Fs3.school.edu%3A9000&region=eu-central-1'),
    ).toEqual({
      bucket: 'files',
      prefix: 'a/b/',
      endpoint: 'https://s3.school.edu:9000',
      region: 'eu-central-1',
    });
  });

  test.each([
    ['s3://', 'The address of an S3 storage is s3://<bucket>'],
    ['s3://me:secret@files', 'The address of the storage holds an access key'],
    ['s3://files?secret=x', 'an unknown "secret"'],
    ['s3://files?endpoint=ftp://x', 'must be an http or https address without a user'],
    ['s3://files?endpoint=http://me:secret@x', 'must be an http or https address without a user'],
  ])('%s is refused', (address, sentence) => {
    expect(() => parseS3Address(address)).toThrow(sentence);
  });

  test('that is refused is not repeated, as it may hold a secret', async () => {
    await expect(openStorage('s3://me:secret@files')).rejects.not.toThrow('secret@');
  });
});

describe('at the start, what is wrong is said in a sentence', () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3Server();
  });
  afterAll(() => server.close());
  const at = (bucket: string) => `s3://${bucket}?endpoint=${server.endpoint}`;

  test('a bucket that is not there', async () => {
    await expect(openStorage(at('nowhere'))).rejects.toThrow(
      `${server.endpoint} has no bucket "nowhere". rollcall makes none by itself.`,
    );
  });

  test('an access key that the store does not know', async () => {
    const known = process.env.AWS_ACCESS_KEY_ID;
    process.env.AWS_ACCESS_KEY_ID = 'stranger';
    try {
      await expect(openStorage(at(BUCKET))).rejects.toThrow(
        `${server.endpoint} does not let this access key use the bucket "${BUCKET}".`,
      );
    } finally {
      process.env.AWS_ACCESS_KEY_ID = known;
    }
  });

  test('a store that does not answer', async () => {
    await expect(openStorage('s3://files?endpoint=http://127.0.0.1:1')).rejects.toThrow(
      /^http:\/\/127.0.0.1:1 could not be reached: .*ECONNREFUSED/,
    );
  });
});

describe('later', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('a file that is lent lies on the disk, closed to others, only while it is used', async () => {
    const server = await startS3Server();
    try {
      const storage = await openStorage(server.address);
      await storage.write('lent', Readable.from(['x']));
      const path = await storage.withLocalFile('lent', async (local) => {
        expect(statSync(local).mode & 0o777).toBe(0o600);
        return local;
      });
      expect(existsSync(path)).toBe(false);
      let failed = '';
      const use = async (local: string): Promise<void> => {
        failed = local;
        throw new Error('no zip');
      };
      await expect(storage.withLocalFile('lent', use)).rejects.toThrow('no zip');
      expect(existsSync(failed)).toBe(false);
    } finally {
      await server.close();
    }
  });

  test('a store that has gone away is an outage, which may pass', async () => {
    const server = await startS3Server();
    const storage = await openStorage(server.address);
    await server.close();
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER');
    const doings = [
      () => storage.write('a', Readable.from(['x'])),
      () => storage.read('a'),
      () => storage.withLocalFile('a', async () => 1),
      () => storage.remove('a'),
    ];
    for (const doing of doings) await expect(doing()).rejects.toThrow(StorageOutage);
  });
});
