#!/usr/bin/env node
// Compiles src to dist and copies what tsc does not: SQL migrations and JSON.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const started = new Date();
// Built aside and moved into place at once, so that a running rollcall never meets half a build.
const fresh = `tmp/dist-${process.pid}`;
const old = `tmp/dist-${process.pid}-old`;
const compiled = spawnSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', fresh],
  { stdio: 'inherit' },
);
if (compiled.status === 0) {
  if (existsSync('src/db/migrations'))
    cpSync('src/db/migrations', `${fresh}/db/migrations`, { recursive: true });
  writeFileSync(`${fresh}/.built`, `${started.toISOString()}\n`);
  // The launcher compares this file's time with the sources': one saved while we compiled counts as newer.
  utimesSync(`${fresh}/.built`, started, started);
  if (existsSync('dist')) renameSync('dist', old);
  renameSync(fresh, 'dist');
}
rmSync(fresh, { recursive: true, force: true });
rmSync(old, { recursive: true, force: true });
process.exitCode = compiled.status ?? 1;
