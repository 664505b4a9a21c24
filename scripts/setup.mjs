#!/usr/bin/env node
// Makes a checkout ready to run: dependencies from the lock file, then the build. The launcher and `npm test`
// call it. It uses nothing but Node, as it runs before anything is installed, and says everything on stderr.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  utimes,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lockPath = join(root, 'tmp', 'setup.lock');
const HEARTBEAT_MS = 1_000;
// Ten missed beats: a holder that was only slow must not lose the lock.
const STALE_MS = 10_000;

/** @param {string} line */
const say = (line) => process.stderr.write(`rollcall: ${line}\n`);

/** Modification time in ms, or null where there is no such file. @param {string} path */
function modified(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? null;
}

function needsInstall() {
  // A link leads to another checkout's packages: npm would empty that folder before it makes one here.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return false;
  const installed = modified('node_modules/.package-lock.json');
  return installed === null || (modified('package-lock.json') ?? 0) > installed;
}

/** The newest time of a source file or folder; tests are no part of the build. @param {string} path @returns {number} */
function newest(path) {
  let time = modified(path) ?? 0;
  for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
    const child = `${path}/${entry.name}`;
    if (entry.isDirectory()) time = Math.max(time, newest(child));
    else if (!entry.name.endsWith('.test.ts')) time = Math.max(time, modified(child) ?? 0);
  }
  return time;
}

function needsBuild() {
  const built = modified('dist/.built');
  if (built === null) return true;
  const others = [
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts/build.mjs',
    'scripts/bundle.mjs',
    // The build holds code of packages.
    'node_modules/.package-lock.json',
  ].map((path) => modified(path) ?? 0);
  return Math.max(newest('src'), ...others) > built;
}

/**
 * Runs a command quietly; its output is shown only when it fails.
 * @param {string} title @param {string} command @param {readonly string[]} args @param {boolean} [shell]
 */
async function run(title, command, args, shell = false) {
  say(`${title} ...`);
  const started = Date.now();
  const child = spawn(command, args, { cwd: root, shell, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout.on('data', (bytes) => output.push(bytes));
  child.stderr.on('data', (bytes) => output.push(bytes));
  /** @type {string | null} */
  const fault = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status, signal) =>
      resolve(status === 0 ? null : `it ended with ${signal ?? `status ${status}`}`),
    );
  });
  if (fault !== null) {
    process.stderr.write(Buffer.concat(output));
    throw new Error(`${title}: ${fault}.`);
  }
  say(`${title}: done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

async function install() {
  // Named one by one because NODE_ENV=production or a user's npmrc may leave out what the build and the
  // embedded database need.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  if (npm && basename(npm) === 'npm-cli.js')
    await run('installing dependencies', process.execPath, [npm, ...args]);
  else await run('installing dependencies', 'npm', args, process.platform === 'win32');
  // npm may keep the times that the archive had; the next start compares this one with package-lock.json.
  const now = new Date();
  utimesSync(join(root, 'node_modules/.package-lock.json'), now, now);
}

/** @param {string} path @param {string} content */
function createExclusively(path, content) {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** Whether the holder is gone: no heartbeat, or a process of this machine that no longer exists. @param {string} path */
function isAbandoned(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE_MS) return true;
    const [pid, host] = readFileSync(path, 'utf8').split(' ');
    return host === hostname() && !isAlive(Number(pid));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return false;
    throw error;
  }
}

/** Removes an abandoned lock. The guard keeps a second waiter from removing the lock that the first one then takes. */
function breakAbandonedLock() {
  const guard = `${lockPath}.break`;
  if (isAbandoned(guard)) unlinkSync(guard);
  if (!isAbandoned(lockPath) || !createExclusively(guard, `${process.pid} ${hostname()} `)) return;
  try {
    if (isAbandoned(lockPath)) unlinkSync(lockPath);
  } finally {
    unlinkSync(guard);
  }
}

/** Runs `work` while no other set-up of this checkout does. @param {() => Promise<void>} work */
async function locked(work) {
  mkdirSync(join(root, 'tmp'), { recursive: true });
  const mine = `${process.pid} ${hostname()} ${randomUUID()}`;
  for (let waits = 0; !createExclusively(lockPath, mine); waits++) {
    if (waits === 5) say('waiting for another set-up of this checkout ...');
    breakAbandonedLock();
    await sleep(100);
  }
  // A failing beat is no reason to stop: at worst somebody takes the lock over.
  const heartbeat = setInterval(() => utimes(lockPath, new Date(), new Date(), () => {}), HEARTBEAT_MS);
  try {
    await work();
  } finally {
    clearInterval(heartbeat);
    if (existsSync(lockPath) && readFileSync(lockPath, 'utf8') === mine) unlinkSync(lockPath);
  }
}

function isWritable() {
  try {
    accessSync(root, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function setUp() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Node.js 20.19 or later is needed; this is ${process.versions.node}.`);
  }
  if (!needsInstall() && !needsBuild()) return;
  if (!isWritable()) {
    // A copy that somebody else set up: its times may have been lost on the way, it still runs.
    if (existsSync(join(root, 'dist/cli/main.js')) && existsSync(join(root, 'node_modules'))) return;
    throw new Error(`${root} is not set up and not writable: start ./rollcall there once as its owner.`);
  }
  await locked(async () => {
    if (needsInstall()) await install();
    if (needsBuild()) await run('building', process.execPath, ['scripts/build.mjs']);
  });
}

try {
  await setUp();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
