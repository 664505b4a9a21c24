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
  return await chromium.launch({
    executablePath: join(folder, 'chromium'),
    // Root has no sandbox; containers often have a small /dev/shm.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    env: {
      ...process.env,
      FONTCONFIG_PATH: join(folder, 'fonts'),
      // A small system lacks some of the libraries.
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
    },
  });
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

/** The package knows one place to unpack to, the folder for temporary files, and one system that lacks libraries. */
async function unpackInto(folder: string): Promise<void> {
  const { TMPDIR, AWS_LAMBDA_JS_RUNTIME } = process.env;
  Object.assign(process.env, { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' });
  try {
    await packed.executablePath();
  } finally {
    restore('TMPDIR', TMPDIR);
    restore('AWS_LAMBDA_JS_RUNTIME', AWS_LAMBDA_JS_RUNTIME);
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
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
