#!/usr/bin/env node
// Rows per second of every file type through the whole API, each file as an import of its own into what the files
// before it made. See bench/README.md.
//   node bench/types.mjs [--users 100000] [--rows 20000]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileTypes } from '../dist/format/index.js';
import { openBenchServer } from './support.mjs';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '100000' },
    enrollments: { type: 'string', default: '500000' },
    // Of each type that a district of this size has few of, so that its speed can be told at all.
    rows: { type: 'string', default: '20000' },
    types: { type: 'string', default: 'all' },
  },
});
const sized = ['changes', 'xlists', 'logins', 'admins', 'groups', 'memberships', 'observers', 'grade-results',
  'abstract-courses', 'courses', 'sections', 'categories', 'tag-sets', 'tags', 'tag-memberships', 'itag-categories',
  'itags', 'itag-associations'];
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
try {
  const district = join(folder, 'district');
  const made = spawnSync(
    process.execPath,
    ['scripts/generate-district.mjs', '--out', district, '--types', 'all', '--users', values.users, '--enrollments',
      values.enrollments, ...sized.flatMap((name) => [`--${name}`, values.rows])],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (made.status !== 0) process.exit(1);
  const server = await openBenchServer(join(folder, 'data'));
  try {
    await server.allow(['differentiation_tags', 'institutional_tags']);
    // Their ids are those that the other files begin with, so they come last.
    const order = [...fileTypes.filter(({ name }) => name !== 'change_sis_id'),
      ...fileTypes.filter(({ name }) => name === 'change_sis_id')];
    for (const { plural } of order) {
      const path = join(district, `${plural}.csv`);
      if (!existsSync(path)) continue;
      const ended = await server.importFile(path);
      const { counts, outcomes } = ended.import.data;
      const { rows, skipped } = outcomes[plural] ?? { rows: 0, skipped: 0 };
      console.log(JSON.stringify({ type: plural, rows, counted: counts[plural], skipped, seconds: Number(ended.seconds.toFixed(2)),
        rows_per_second: Math.round(rows / ended.seconds) }));
    }
    console.log(JSON.stringify({ peak_mb: server.peakMemoryMb() }));
  } finally {
    await server.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
