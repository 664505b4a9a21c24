import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeFolder } from '../../test/support/remove-folder.ts';
import { loadGraphile, queue_version } from './graphile.ts';

test('configuration files in the working directory are none of our business', () => {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-'));
  writeFileSync(join(folder, 'package.json'), '{ broken');
  process.chdir(folder);
  try {
    expect(loadGraphile().runTaskList).toBeTypeOf('function');
    expect(process.cwd()).toBe(folder);
  } finally {
    process.chdir(before);
    removeFolder(folder);
  }
});

test('queue_version is the last migration of the installed library', () => {
  const files = readdirSync(new URL('../../node_modules/graphile-worker/sql', import.meta.url));
  expect(queue_version, 'Read what the new migrations change, then adapt db/tables/queue-*.ts.').toBe(
    Math.max(...files.map((file) => Number.parseInt(file, 10))),
  );
});
