#!/usr/bin/env node
// How long `rollcall import` of a small file takes as a whole process: with an empty data folder, and again.
//   node bench/start.mjs [--rounds 5]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './support.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
const file = join(folder, 'users.csv');
const rows = Array.from({ length: 50 }, (_, at) => `u${at},login${at},Ada,Byron,active`);
writeFileSync(file, `user_id,login_id,first_name,last_name,status\n${rows.join('\n')}\n`);

function importOnce(data) {
  const started = performance.now();
  const run = spawnSync(process.execPath, ['dist/cli/main.js', 'import', file, '--data', data, '--json'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (run.status !== 0) throw new Error(`the import ended with status ${run.status}`);
  return (performance.now() - started) / 1000;
}

const cold = [];
const warm = [];
try {
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const data = join(folder, `data-${round}`);
    cold.push(importOnce(data));
    warm.push(importOnce(data), importOnce(data));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const shown = (seconds) => ({
  median_s: Number(median(seconds).toFixed(2)),
  min_s: Number(Math.min(...seconds).toFixed(2)),
  max_s: Number(Math.max(...seconds).toFixed(2)),
});
console.log(JSON.stringify({ cold: shown(cold), warm: shown(warm) }));
