import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { readChunks } from './read-chunks.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-chunks-'));
afterAll(() => removeFolder(folder));

function fileOf(bytes: Uint8Array): string {
  const path = join(folder, `${bytes.length}.csv`);
  writeFileSync(path, bytes);
  return path;
}

it.each([0, 1, 256 * 1024, 256 * 1024 + 1, 1_000_003])(
  'reads a file of %i bytes from beginning to end',
  async (size) => {
    const bytes = Buffer.from(Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 9)) & 255));
    const read: Buffer[] = [];
    for await (const chunk of readChunks(fileOf(bytes))) read.push(Buffer.from(chunk));
    expect(Buffer.concat(read).equals(bytes)).toBe(true);
  },
);

it('can be given up after any chunk', async () => {
  const path = fileOf(Buffer.alloc(900_000, 'x'));
  let bytes = 0;
  for await (const chunk of readChunks(path)) {
    bytes += chunk.length;
    if (bytes > 300_000) break;
  }
  expect(bytes).toBeLessThan(900_000);
});

it('tells of a file that is not there', async () => {
  await expect(readChunks(join(folder, 'none.csv')).next()).rejects.toThrow('ENOENT');
});
