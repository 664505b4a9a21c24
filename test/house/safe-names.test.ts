import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { safeName } from '../../src/cli/safe-names.ts';
import { stateFolder } from '../../src/cli/state/index.ts';
import { fileTypes } from '../../src/format/index.ts';
import { importedState, openNightlyDesk, usersCsv } from '../support/nightly-desk.ts';
import { removeFolder } from '../support/remove-folder.ts';
import { makeScriptedCommands } from '../support/scripted-commands.ts';
import { ordinaryZip } from '../support/zips.ts';

// What the command line writes can be written, and copied to, anywhere: on Windows, too.

const folder = mkdtempSync(join(tmpdir(), 'rollcall-names-'));
const commands = makeScriptedCommands();
afterAll(async () => {
  await commands.close();
  removeFolder(folder);
});

/** Every name below a folder. */
const namesIn = (path: string) =>
  readdirSync(path, { recursive: true, withFileTypes: true }).map(({ name }) => name);

function expectSafe(names: readonly string[]): void {
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => safeName(name) !== name)).toEqual([]);
}

const crooked = 'user_id;login_id;full_name;status\nU1;ada;Ada Byron;active\n';

describe('a name that is written', () => {
  it('is made by safe-names.ts, where it is not the name of our own or what the command line says', () => {
    const own = [
      // Names of file types.
      'convert/run-convert.ts',
      'rewrite-csv.ts',
      'errors/write-cures.ts',
      // Names that stand in the code.
      'check/open-roster.ts',
      'mirror/fetch-export.ts',
      'mirror/open-mirror.ts',
      'state/fingerprints.ts',
      'state/run-history.ts',
      'state/take-lock.ts',
      'watch/memory.ts',
      // Paths that a person has said.
      'profiles/write-profile.ts',
      'report/write-report.ts',
    ];
    const source = fileURLToPath(new URL('../../src/cli', import.meta.url));
    const writers = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => ({ file, text: readFileSync(join(source, file), 'utf8') }))
      .filter(({ text }) => /\b(?:writeFile|appendFile|createWriteStream|mkdir)(?:Sync)?\(/.test(text));
    const careless = writers.filter(
      ({ file, text }) => !own.includes(file) && !text.includes('safe-names.ts'),
    );
    expect(
      careless.map(({ file }) => file),
      'Put the name through safeName or makeSafePaths, or list the file here if its names are its own.',
    ).toEqual([]);
    expectSafe(fileTypes.map(({ file_name }) => file_name));
  });

  it('by check --fix is safe, whatever a zip calls its files', async () => {
    const names = [
      'con.csv',
      'ab:c.csv',
      'ab?c.csv',
      'end. /users.csv',
      'AUX/x.csv',
      'users.csv',
      'Users.csv',
    ];
    const zip = join(folder, 'in.zip');
    writeFileSync(zip, await ordinaryZip(Object.fromEntries(names.map((name) => [name, crooked]))));
    const out = join(folder, 'fixed');
    const { stderr } = await commands.end(['check', zip, '--fix', out]);
    const written = namesIn(out);
    expect(
      written.filter((name) => name.endsWith('.csv')),
      stderr,
    ).toHaveLength(names.length);
    const paths = readdirSync(out, { recursive: true, encoding: 'utf8' });
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
    expectSafe(written);
  });

  it('by export is safe, whatever the server calls its files', async () => {
    const zip = await ordinaryZip({ 'NUL.csv': 'a\n', 'users: 2026.csv': 'a\n' });
    const answer = (url: string) => ({
      id: 1,
      status: 'complete',
      progress: 100,
      attachment: { url: `${url}/files/1` },
    });
    const { createServer } = await import('node:http');
    const server = createServer((request, response) => {
      if (request.url?.startsWith('/files/')) return void response.end(zip);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(`http://${request.headers.host}`)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    commands.closers.push(() => {
      server.close();
      server.closeAllConnections();
    });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const out = join(folder, 'roster');
    const ended = await commands.end(['export', out, '--to', `http://127.0.0.1:${port}`]);
    expect(ended).toMatchObject({ status: 0 });
    expect(namesIn(out).sort()).toEqual(['_NUL.csv', 'users_ 2026.csv']);
  });

  it('by submit is safe: state, lock, history, copy and report', async () => {
    const desk = await openNightlyDesk();
    desk.canvas.play(importedState);
    try {
      const report = join(desk.place, 'report.html');
      const feed = desk.lay({ 'users.csv': usersCsv(['U1']) });
      await desk.submit(feed, '--to', 'night', '--wait', '--report', report);
      await desk.submit(feed, '--to', desk.canvas.url, '--account', 'sis_account_id:A:B?', '--wait');
      expectSafe(namesIn(desk.place));
    } finally {
      await desk.close();
    }
  });

  it.each(['con', 'NUL', 'com1', 'night:shift', 'a.', 'Night', 'night'])(
    'is a safe folder for the profile %j, and one of its own',
    (name) => {
      const of = (profile: string) =>
        stateFolder(
          {
            base_url: 'https://x.example',
            account_id: 'self',
            profile: { name: profile, account: 'self' },
          } as Parameters<typeof stateFolder>[0],
          { ROLLCALL_STATE: folder },
        );
      const made = of(name).slice(folder.length + 1);
      expect(safeName(made)).toBe(made);
      for (const other of ['con', 'Con', 'night', 'Night', 'night_shift'].filter((one) => one !== name))
        expect(of(other).toLowerCase()).not.toBe(of(name).toLowerCase());
    },
  );
});
