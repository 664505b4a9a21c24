import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import yazl from 'yazl';
import { removeFolder } from '../../test/support/remove-folder.ts';
import { startS3Server } from '../../test/support/s3-server.ts';
import { openDiskStorage, openStorage, type Storage, StorageOutage } from './index.ts';

/** A source that ends with a fault whenever it is destroyed, as one that is cut off does. */
function makeSource(): Readable {
  return new Readable({
    read() {
      this.push('x'.repeat(100));
    },
    destroy(_error, done) {
      done(new Error('Premature close'));
    },
  });
}

/** A stream as each caller makes it, and what it reads from. */
const callers: Readonly<Record<string, (source: Readable) => Readable>> = {
  'lines that are made as they are read, such as the file of messages': (source) =>
    Readable.from(
      (async function* () {
        for await (const piece of source) yield piece;
      })(),
    ),
  'an upload that is passed on': (source) => {
    const limited = new PassThrough();
    source.on('error', (error) => limited.destroy(error));
    return source.pipe(limited);
  },
  'a report that is counted': (source) => pipeline(source, new PassThrough(), () => {}) as PassThrough,
  'a zip, such as a diff': (source) => {
    const zip = new yazl.ZipFile();
    const output = zip.outputStream as Readable;
    source.on('error', (error) => output.destroy(error));
    output.once('close', () => source.destroy());
    zip.addReadStreamLazy('a.csv', {}, (give) => give(null, source));
    zip.end();
    return output;
  },
};

/** Storages that fail before they read anything, and the key with which they do. */
const failing: Readonly<Record<string, () => Promise<{ readonly storage: Storage; readonly key: string }>>> =
  {
    'a folder, by the key': async () => {
      const folder = mkdtempSync(join(tmpdir(), 'rollcall-take-over-'));
      onTestFinished(() => removeFolder(folder));
      return { storage: openDiskStorage(folder), key: 'No Key' };
    },
    'a folder that is gone': async () => {
      const folder = mkdtempSync(join(tmpdir(), 'rollcall-take-over-'));
      const storage = openDiskStorage(folder);
      rmSync(folder, { recursive: true });
      return { storage, key: 'a' };
    },
    'a bucket, by the key': async () => {
      const server = await startS3Server();
      onTestFinished(() => server.close());
      return { storage: await openStorage(server.address), key: 'No Key' };
    },
  };

describe.each(Object.entries(failing))('when a storage cannot write: %s', (_, open) => {
  test.each(Object.entries(callers))(
    '%s ends with it, and the process goes on',
    async (_name, makeStream) => {
      const unheard = vi.fn();
      process.on('uncaughtException', unheard);
      onTestFinished(() => void process.off('uncaughtException', unheard));
      const { storage, key } = await open();
      const source = makeSource();
      // As callers that clean up listen; its own fault is none that a test shall hear of.
      source.on('error', () => {});
      const stream = makeStream(source);
      await expect(storage.write(key, stream)).rejects.toThrow();
      // What was begun is cut off afterwards, as when the file that it reads is closed.
      source.destroy();
      for (let turns = 0; turns < 10; turns += 1) await setImmediate();
      expect(stream.destroyed).toBe(true);
      expect(source.destroyed).toBe(true);
      expect(unheard).not.toHaveBeenCalled();
    },
  );
});

test('a large upload ends, too, when its bucket has gone away after a part of it was read', async () => {
  const server = await startS3Server();
  const storage = await openStorage(server.address);
  await server.close();
  const source = makeSource();
  await expect(storage.write('a', source)).rejects.toThrow(StorageOutage);
  expect(source.destroyed).toBe(true);
});
