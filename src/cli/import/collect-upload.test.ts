import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { openUpload } from '../../check/index.ts';
import { collectUpload } from './collect-upload.ts';

const base = mkdtempSync(join(tmpdir(), 'rollcall-collect-'));
afterAll(() => removeFolder(base));

function lay(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(base, 'f-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** What the server would find in the zip: path to content; and what was left out. */
async function readBack(paths: readonly string[]) {
  const { upload, left_out } = await collectUpload(paths);
  if (!('open' in upload)) throw new Error('It was not zipped.');
  const zip = join(mkdtempSync(join(base, 'z-')), 'upload.zip');
  await writeFile(zip, (await upload.open()) as AsyncIterable<Uint8Array>);
  const { files, messages, close } = await openUpload(zip, 'upload.zip');
  const found = await Promise.all(
    files.map(async ({ path, read }) => [path, await text(await read())] as const),
  );
  await close();
  expect(messages).toEqual([]);
  return { name: upload.name, files: Object.fromEntries(found), left_out };
}

describe('collectUpload', () => {
  it('sends a single CSV or zip as it is', async () => {
    const folder = lay({ 'users.csv': 'a', 'Roster.ZIP': 'b' });
    for (const name of ['users.csv', 'Roster.ZIP']) {
      const path = join(folder, name);
      expect(await collectUpload([path])).toEqual({ upload: { path }, left_out: [] });
    }
  });

  it.skipIf(process.platform === 'win32')('gives files names that every system can take', async () => {
    const zip = await readBack([lay({ 'a:b.csv': '1', 'con.csv': '2', 'users.csv': '3' })]);
    expect(zip.files).toEqual({ '_con.csv': '2', 'a_b.csv': '1', 'users.csv': '3' });
  });

  it('zips the CSV files of a folder and its folders, and tells of others but for dot-files', async () => {
    const folder = lay({
      'users.csv': 'ü\n',
      'high/school/courses.csv': 'c\n',
      'notes.txt': 'n',
      'high/Terms.CSV': 't',
      'high/roster.zip': 'z',
      '.DS_Store': 'x',
      '.git/config.csv': 'x',
      'high/.hidden.csv': 'x',
    });
    const zip = await readBack([folder]);
    expect(zip.files).toEqual({
      'users.csv': 'ü\n',
      'high/school/courses.csv': 'c\n',
      'high/Terms.CSV': 't',
    });
    expect([...zip.left_out].sort()).toEqual(['high/roster.zip', 'notes.txt']);
    expect(zip.name).toMatch(/^f-.*\.zip$/);
  });

  it('zips several files and folders under their own names', async () => {
    const folder = lay({ 'users.csv': 'u', 'north/courses.csv': 'n', 'south/courses.csv': 's' });
    const zip = await readBack(['users.csv', 'north', 'south'].map((name) => join(folder, name)));
    expect(zip.files).toEqual({ 'users.csv': 'u', 'north/courses.csv': 'n', 'south/courses.csv': 's' });
  });

  it('follows links, but not in circles', async () => {
    const folder = lay({ 'real/users.csv': 'u', 'roster/terms.csv': 't' });
    symlinkSync(join(folder, 'real'), join(folder, 'roster/linked'));
    symlinkSync(join(folder, 'roster'), join(folder, 'real/back'));
    const zip = await readBack([join(folder, 'roster')]);
    expect(zip.files).toEqual({ 'terms.csv': 't', 'linked/users.csv': 'u' });
  });

  it('takes a link that leads nowhere for a fault only if it is called like a CSV file', async () => {
    const folder = lay({ 'users.csv': 'u' });
    symlinkSync('gone', join(folder, 'notes'));
    expect((await readBack([folder])).left_out).toEqual(['notes']);
    symlinkSync('gone', join(folder, 'terms.csv'));
    await expect(collectUpload([folder])).rejects.toThrow(
      'terms.csv cannot be read: there is no such file or folder.',
    );
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'refuses what this user may not read',
    async () => {
      const folder = lay({ 'users.csv': 'u', 'high/terms.csv': 't' });
      for (const name of ['users.csv', 'high', 'high/terms.csv']) {
        chmodSync(join(folder, name), 0);
        await expect(collectUpload([folder])).rejects.toThrow(`${name} cannot be read: this user may not`);
        chmodSync(join(folder, name), 0o700);
      }
    },
  );

  it.each([
    ['nothing there', [join(base, 'gone.csv')], /gone\.csv cannot be read: there is no such/],
    ['a folder without CSV files', [lay({ 'a.txt': '' })], /There is no CSV file in/],
    [
      'a file of another kind',
      [join(lay({ 'a.xlsx': '' }), 'a.xlsx')],
      /neither a folder nor a \.csv or \.zip/,
    ],
    [
      'a zip among others',
      [lay({ 'a.csv': '' }), join(lay({ 'a.zip': '' }), 'a.zip')],
      /a zip is sent by itself/,
    ],
    [
      'two of a name',
      [join(lay({ 'a.csv': '' }), 'a.csv'), join(lay({ 'a.csv': '' }), 'a.csv')],
      /Two of the files/,
    ],
  ])('refuses %s', async (_what, paths, text) => {
    await expect(collectUpload(paths)).rejects.toMatchObject({
      message: expect.stringMatching(text),
      status: 3,
    });
  });
});
