#!/usr/bin/env node
// The check on a district of 500,000 enrollments with 1 % faults, beside csv-parse alone reading the same files. Each
// in a process of its own. See bench/README.md.
//   node bench/check.mjs [--enrollments 500000] [--rounds 3]
import { spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '100000' },
    enrollments: { type: 'string', default: '500000' },
    faults: { type: 'string', default: '0.01' },
    rounds: { type: 'string', default: '3' },
    // What a process of its own does: `check` or `csv-parse`, on this folder.
    only: { type: 'string' },
    folder: { type: 'string' },
  },
});

/** The rows of all files, by csv-parse alone. */
async function parseAlone(folder) {
  const { parse } = await import('csv-parse');
  let rows = 0;
  for (const name of readdirSync(folder)) {
    const parser = createReadStream(join(folder, name), { highWaterMark: 256 * 1024 }).pipe(parse());
    for await (const _row of parser) rows += 1;
    rows -= 1;
  }
  return rows;
}

/** The whole command, its output thrown away. */
async function check(folder) {
  const { run } = await import('../dist/cli/index.js');
  const stdout = new PassThrough();
  let shown = '';
  stdout.on('data', (piece) => {
    shown += piece;
  });
  const listenForInterrupt = () => new AbortController().signal;
  await run(['check', folder, '--format', 'json'], { stdout, stderr: new PassThrough().resume(), env: {}, listenForInterrupt });
  return JSON.parse(shown).rows;
}

async function measure(what, folder) {
  const before = process.cpuUsage();
  const started = performance.now();
  const rows = await (what === 'check' ? check(folder) : parseAlone(folder));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const cpu_seconds = (user + system) / 1e6;
  console.log(
    JSON.stringify({
      what,
      rows,
      seconds: Number(seconds.toFixed(2)),
      rows_per_second: Math.round(rows / seconds),
      rows_per_cpu_second: Math.round(rows / cpu_seconds),
      peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  );
}

if (values.only) await measure(values.only, values.folder);
else {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const { users, enrollments, faults } = values;
  const sizes = ['--users', users, '--enrollments', enrollments, '--faults', faults];
  const stdio = ['ignore', 'ignore', 'inherit'];
  try {
    spawnSync(process.execPath, ['scripts/generate-district.mjs', '--out', folder, ...sizes], { stdio });
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const what of ['csv-parse', 'check']) {
        const own = [fileURLToPath(import.meta.url), '--only', what, '--folder', folder];
        spawnSync(process.execPath, own, { stdio: ['ignore', 'inherit', 'inherit'] });
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
