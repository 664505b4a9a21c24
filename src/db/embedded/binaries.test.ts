import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { type Binaries, findBinaries, prepareBinaries, programOf } from './binaries.ts';
import { asUser, isRoot, type SystemUser } from './system-user.ts';

let folder: string;
let installed: Binaries;

// As npm leaves them when it does not run install scripts: without links.
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-binaries-'));
  chmodSync(folder, 0o755);
  installed = { ...findBinaries(), folder: join(folder, 'native') };
  cpSync(findBinaries().folder, installed.folder, {
    recursive: true,
    filter: (path) => !lstatSync(path).isSymbolicLink(),
  });
});
afterEach(() => removeFolder(folder));

const links = (binaries: Binaries): readonly string[] => {
  const lib = join(binaries.folder, 'lib');
  return readdirSync(lib).filter((name) => lstatSync(join(lib, name)).isSymbolicLink());
};

const versionOf = (binaries: Binaries, user: SystemUser | null = null): string =>
  execFileSync(programOf(binaries, 'postgres'), ['--version'], {
    ...asUser(user),
    cwd: '/',
    encoding: 'utf8',
  });

test('find the version that the package brings', () => {
  const binaries = findBinaries();
  expect(versionOf(prepareBinaries(binaries, null, []))).toContain(binaries.version.replace(/\.0$/, ''));
  expect(binaries.major).toBe(binaries.version.split('.')[0]);
});

test('complete the missing links where they are installed', () => {
  expect(links(installed)).toEqual([]);
  expect(prepareBinaries(installed, null, [])).toEqual(installed);
  expect(links(installed)).toEqual(links(findBinaries()));
  expect(readlinkSync(join(installed.folder, 'lib', links(installed)[0] ?? ''))).not.toContain('/');
  expect(versionOf(prepareBinaries(installed, null, []))).toContain('PostgreSQL');
});

describe.runIf(isRoot())('for another user than the one who installed them', () => {
  const nobody: SystemUser = { name: 'nobody', uid: 65534, gid: 65534 };

  test('stay where they are when that user may read them', () => {
    expect(prepareBinaries(installed, nobody, [])).toEqual(installed);
  });

  test.each(['native', 'native/share/postgresql/postgres.bki'])(
    'are copied when %s is closed to that user',
    (closed) => {
      chmodSync(join(folder, closed), 0o700);
      const shared = join(folder, 'shared');
      const copy = prepareBinaries(installed, nobody, [shared]);
      expect(copy.folder.startsWith(shared)).toBe(true);
      expect(versionOf(copy, nobody)).toContain('PostgreSQL');
      expect(existsSync(join(copy.folder, 'lib', 'libpgcommon.a'))).toBe(false);
      expect(prepareBinaries(installed, nobody, [shared])).toEqual(copy);
      expect(readdirSync(shared)).toHaveLength(1);
    },
  );

  test('go to the next place when the first does not work, and fail with every reason', () => {
    chmodSync(installed.folder, 0o700);
    const closed = mkdtempSync(join(folder, 'closed-'));
    const shared = join(folder, 'shared');
    expect(prepareBinaries(installed, nobody, [closed, shared]).folder).toContain(shared);
    expect(() => prepareBinaries(installed, nobody, [closed])).toThrow(
      /cannot be run from anywhere\.\n.*native: the user nobody may not read it\n.*closed-.*may not read it/,
    );
  });
});
