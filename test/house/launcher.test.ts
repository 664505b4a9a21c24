import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../support/remove-folder.ts';

// The launcher in a small checkout of its own, with an npm and a build that only leave traces.

const repository = fileURLToPath(new URL('../..', import.meta.url));
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) removeFolder(folder);
});

const fakeNpm = `#!/bin/sh
echo "npm $*" >>traces
echo "npm says something"
[ -f npm-fails ] && { echo "the registry is asleep" >&2; exit 7; }
sleep 0.3
mkdir -p node_modules && echo '{}' >node_modules/.package-lock.json
`;

const fakeBuild = `
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
if (!existsSync('node_modules')) throw new Error('nothing is installed');
appendFileSync('traces', 'build\\n');
mkdirSync('dist/cli', { recursive: true });
writeFileSync('dist/cli/main.js', 'console.log(JSON.stringify(process.argv.slice(2)));process.exitCode = 5;');
writeFileSync('dist/.built', '');
`;

function makeCheckout() {
  const base = mkdtempSync(join(tmpdir(), 'rollcall launcher-'));
  folders.push(base);
  chmodSync(base, 0o755);
  const root = join(base, 'a checkout');
  for (const folder of ['src/cli', 'scripts', '../bin']) mkdirSync(join(root, folder), { recursive: true });
  for (const file of ['rollcall', 'scripts/setup.mjs']) cpSync(join(repository, file), join(root, file));
  const files = [
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts/bundle.mjs',
    'src/cli/main.ts',
    'src/cli/main.test.ts',
  ];
  for (const file of files) writeFileSync(join(root, file), '');
  writeFileSync(join(root, 'scripts/build.mjs'), fakeBuild);
  const bin = join(base, 'bin');
  writeFileSync(join(bin, 'npm'), fakeNpm, { mode: 0o755 });
  return { base, root, bin };
}

interface StartOptions {
  readonly args?: readonly string[];
  readonly launcher?: string;
  readonly uid?: number;
}

type Checkout = ReturnType<typeof makeCheckout>;

async function start({ base, root, bin }: Checkout, options: StartOptions = {}) {
  const child = spawn(options.launcher ?? join(root, 'rollcall'), [...(options.args ?? [])], {
    cwd: base,
    env: { PATH: [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(':'), HOME: base },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  const read = async (stream: AsyncIterable<Buffer>) => {
    const pieces: Buffer[] = [];
    for await (const piece of stream) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, status] = await Promise.all([read(child.stdout), read(child.stderr), ended]);
  return { stdout, stderr, status };
}

const traces = ({ root }: Checkout) =>
  readFileSync(join(root, 'traces'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' ').slice(0, 2).join(' '));

/** A time in seconds that counts as later than everything there is. */
const later = () => Date.now() / 1000 + 5;

describe.skipIf(process.platform === 'win32')('./rollcall', () => {
  it('sets up on the first start, through links, from elsewhere, and hands everything on', async () => {
    const checkout = makeCheckout();
    const link = join(checkout.base, 'link');
    symlinkSync('a checkout/rollcall', link);
    const second = join(checkout.bin, 'rc');
    symlinkSync(link, second);
    const args = ['import', 'a folder', '--json', '', '*', '$HOME'];
    const first = await start(checkout, { launcher: second, args });
    expect(first).toMatchObject({ stdout: `${JSON.stringify(args)}\n`, status: 5 });
    expect(first.stderr).toMatch(
      /^rollcall: installing dependencies \.\.\.\nrollcall: installing dependencies: done in .* s\nrollcall: building \.\.\.\n/,
    );
    expect(first.stderr).not.toContain('npm says');
    expect(traces(checkout)).toEqual(['npm ci', 'build']);

    expect(await start(checkout)).toEqual({ stdout: '[]\n', stderr: '', status: 5 });
    expect(traces(checkout)).toHaveLength(2);
  });

  it('does again what is out of date, and no more', async () => {
    const checkout = makeCheckout();
    const { root } = checkout;
    await start(checkout);
    utimesSync(join(root, 'src/cli/main.test.ts'), later(), later());
    await start(checkout);
    expect(traces(checkout)).toEqual(['npm ci', 'build']);

    utimesSync(join(root, 'src/cli/main.ts'), later(), later());
    await start(checkout);
    expect(traces(checkout)).toEqual(['npm ci', 'build', 'build']);

    const now = Date.now() / 1000;
    utimesSync(join(root, 'src/cli/main.ts'), now - 60, now - 60);
    utimesSync(join(root, 'node_modules/.package-lock.json'), now - 60, now - 60);
    await start(checkout);
    expect(traces(checkout), 'The build holds code of packages.').toEqual([
      'npm ci',
      'build',
      'build',
      'npm ci',
      'build',
    ]);

    utimesSync(join(root, 'dist/.built'), now - 60, now - 60);
    rmSync(join(root, 'src/cli/main.test.ts'));
    await start(checkout);
    expect(traces(checkout).slice(5), 'A removed source shows in the time of its folder.').toEqual(['build']);
  });

  it('installs nothing where packages are borrowed from another checkout', async () => {
    const checkout = makeCheckout();
    mkdirSync(join(checkout.base, 'packages'));
    symlinkSync('../packages', join(checkout.root, 'node_modules'));
    expect((await start(checkout)).status).toBe(5);
    expect(traces(checkout)).toEqual(['build']);
  });

  it('does it once when two start at the same time', async () => {
    const checkout = makeCheckout();
    const both = await Promise.all([start(checkout), start(checkout), start(checkout)]);
    expect(both.map(({ stdout, status }) => [stdout, status])).toEqual([
      ['[]\n', 5],
      ['[]\n', 5],
      ['[]\n', 5],
    ]);
    expect(traces(checkout)).toEqual(['npm ci', 'build']);
    expect(existsSync(join(checkout.root, 'tmp/setup.lock'))).toBe(false);
  });

  it.each([
    ['died', () => `999999999 ${hostname()} x`, 0],
    ['stopped beating', () => `${process.pid} ${hostname()} x`, -60],
    ['was on another machine', () => '1 elsewhere x', -60],
  ])('takes over from a set-up that %s', async (_how, content, age_seconds) => {
    const checkout = makeCheckout();
    const lock = join(checkout.root, 'tmp/setup.lock');
    mkdirSync(dirname(lock));
    writeFileSync(lock, content());
    const time = Date.now() / 1000 + age_seconds;
    utimesSync(lock, time, time);
    expect((await start(checkout)).status).toBe(5);
    expect(traces(checkout)).toEqual(['npm ci', 'build']);
  });

  it('shows what npm said when it fails, and does not go on', async () => {
    const checkout = makeCheckout();
    writeFileSync(join(checkout.root, 'npm-fails'), '');
    const failed = await start(checkout);
    expect(failed).toMatchObject({ stdout: '', status: 3 });
    expect(failed.stderr).toMatch(
      /npm says something[\s\S]*the registry is asleep[\s\S]*installing dependencies: it ended with status 7/,
    );
    rmSync(join(checkout.root, 'npm-fails'));
    expect((await start(checkout)).status).toBe(5);
  });

  it('runs from a checkout that it cannot write, as long as somebody has set it up', async () => {
    const checkout = makeCheckout();
    const { root } = checkout;
    const uid = process.getuid?.() === 0 ? 65_534 : undefined;
    if (uid === undefined) chmodSync(root, 0o555);
    const as = uid === undefined ? {} : { uid };
    const refused = await start(checkout, as);
    if (uid === undefined) chmodSync(root, 0o755);
    expect(refused.status).toBe(3);
    expect(refused.stderr).toMatch(/not set up and not writable/);

    await start(checkout);
    utimesSync(join(root, 'src/cli/main.ts'), later(), later());
    if (uid === undefined) chmodSync(root, 0o555);
    const ran = await start(checkout, as);
    if (uid === undefined) chmodSync(root, 0o755);
    expect(ran).toEqual({ stdout: '[]\n', stderr: '', status: 5 });
  });

  it.each(['v18.20.4', 'v20.18.3'])('refuses Node %s', async (version) => {
    const checkout = makeCheckout();
    writeFileSync(join(checkout.bin, 'node'), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
    const refused = await start(checkout);
    expect(refused.status).toBe(3);
    expect(refused.stderr).toBe(`rollcall: needs Node.js 20.19 or later; this is ${version.slice(1)}.\n`);
  });
});
