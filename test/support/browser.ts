import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packed from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import { removeFolder } from './remove-folder.ts';

const packages = fileURLToPath(new URL('../../node_modules/', import.meta.url));

/** Starts a headless Chromium: the one that npm brings on Linux for x64, elsewhere the Chrome that is installed. */
export async function openBrowser(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return await chromium.launch({ channel: 'chrome' });
  const folder = await unpackChromium();
  try {
    return await chromium.launch({
      executablePath: join(folder, 'chromium'),
      // Root has no sandbox; containers often have a small /dev/shm.
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
      env: { ...process.env, FONTCONFIG_PATH: join(folder, 'fonts') },
    });
  } catch (error) {
    const needs =
      'The Chromium of the tests needs the libraries libnss3, libnspr4 and libexpat1 of the system';
    throw new Error(`${needs}, and did not start.`, { cause: error });
  }
}

/** Unpacks Chromium once for all runs of this version. */
async function unpackChromium(): Promise<string> {
  const described = readFileSync(join(packages, '@sparticuz', 'chromium', 'package.json'), 'utf8');
  const { version } = JSON.parse(described) as { version: string };
  const cache = join(packages, '.cache');
  const folder = join(cache, `rollcall-chromium-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'chromium-'));
  await unpackInto(draft);
  writeFileSync(join(draft, 'fonts', 'fonts.conf'), fontsOf(folder));
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another test file may have been first.
    if (!existsSync(folder)) throw error;
    removeFolder(draft);
  }
  return folder;
}

/** The package knows one place to unpack to: the folder for temporary files. */
async function unpackInto(folder: string): Promise<void> {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  try {
    await packed.executablePath();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

/** A page with text does not open without a font, and the package looks for its own in a place of another system. */
function fontsOf(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts', 'fonts')}</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}
