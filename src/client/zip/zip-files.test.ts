import { randomBytes } from 'node:crypto';
import { crc32 as reference } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unzip } from '../../../test/support/unzip.ts';
import { crc32 } from './crc32.ts';
import { zipFiles } from './zip-files.ts';

async function zip(files: Readonly<Record<string, readonly Uint8Array[]>>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const entries = Object.entries(files).map(([name, parts]) => ({
    name,
    open: async () =>
      new ReadableStream<Uint8Array>({
        start(controller) {
          for (const part of parts) controller.enqueue(part);
          controller.close();
        },
      }),
  }));
  for await (const piece of zipFiles(entries)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('crc32', () => {
  it('is the one of zlib, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, at) => {
        expect(crc32(bytes.subarray(at), crc32(bytes.subarray(0, at)))).toBe(reference(bytes));
      }),
    );
  });
});

describe('zipFiles', () => {
  it('writes what others can read', async () => {
    const noise = randomBytes(100_000).toString('hex');
    const files = {
      'users.csv': [bytesOf('a,b\n'), bytesOf('1,2\n')],
      'mappe/størrelser.csv': [bytesOf(noise)],
      'empty.csv': [],
    };
    const read = await unzip(await zip(files));
    expect(read).toEqual({ 'users.csv': 'a,b\n1,2\n', 'mappe/størrelser.csv': noise, 'empty.csv': '' });
  });

  it('writes the same bytes for the same files', async () => {
    const files = { 'a.csv': [bytesOf('x'.repeat(5_000))] };
    expect(await zip(files)).toEqual(await zip(files));
  });

  it('passes on the error of a file that breaks, and closes it when nobody reads on', async () => {
    let is_closed = false;
    async function* endless() {
      try {
        for (;;) yield new Uint8Array(randomBytes(65_536));
      } finally {
        is_closed = true;
      }
    }
    for await (const _ of zipFiles([{ name: 'a', open: async () => endless() }])) break;
    const reading = zipFiles([{ name: 'a', open: async () => endless() }]);
    for (let at = 0; at < 5; at++) await reading.next();
    await reading.return(undefined);
    expect(is_closed).toBe(true);
    async function* broken() {
      yield bytesOf('x');
      throw new Error('the disk is gone');
    }
    const all = async () => {
      for await (const _ of zipFiles([{ name: 'a', open: async () => broken() }]));
    };
    await expect(all()).rejects.toThrow('the disk is gone');
  });
});
