#!/usr/bin/env node
// Makes dist: type declarations by tsc, which checks everything on the way, code by the bundler, and the SQL
// migrations as they are.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const started = new Date();
// Built aside and moved into place at once, so that a running rollcall never meets half a build.
const fresh = `tmp/dist-${process.pid}`;
const old = `tmp/dist-${process.pid}-old`;

async function build() {
  const compiled = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', fresh],
    { stdio: 'inherit' },
  );
  if (compiled.status !== 0) return compiled.status ?? 1;
  await bundle(fresh);
  cpSync('src/db/migrations', `${fresh}/db/migrations`, { recursive: true });
  writeFileSync(`${fresh}/.built`, `${started.toISOString()}\n`);
  // The launcher compares this file's time with the sources': one saved while we compiled counts as newer.
  utimesSync(`${fresh}/.built`, started, started);
  if (existsSync('dist')) renameSync('dist', old);
  renameSync(fresh, 'dist');
  return 0;
}

try {
  process.exitCode = await build();
} finally {
  rmSync(fresh, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
}
