#!/usr/bin/env node
// Rows per second of every file type through the whole API, each file as an import of its own into what the files
// before it made. See bench/README.md.
//   node bench/types.mjs [--users 100000] [--rows 20000]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileTypes } from '../dist/format/index.js';
import { openBenchServer } from './support.mjs';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '100000' },
    enrollments: { type: 'string', default: '500000' },
    courses: { type: 'string', default: '5000' },
    sections: { type: 'string', default: '10000' },
    groups: { type: 'string', default: '2000' },
    memberships: { type: 'string', default: '20000' },
    observers: { type: 'string', default: '5000' },
    // Of each other type, so that its speed can be told at all.
    rows: { type: 'string', default: '20000' },
  },
});
const others = ['logins', 'admins', 'grade-results', 'abstract-courses', 'tag-memberships', 'itag-categories', 'itags',
  'itag-associations', 'changes'];
const { rows, ...sized } = values;
const sizes = [...Object.entries(sized), ...others.map((name) => [name, rows])].flatMap(([name, count]) => [`--${name}`, count]);
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));

/** The files of a district with these types. */
function generate(out, types) {
  const made = spawnSync(
    process.execPath,
    ['scripts/generate-district.mjs', '--out', out, '--types', types.join(), ...sizes],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (made.status !== 0) throw new Error('the district was not generated');
}

try {
  const names = fileTypes.map(({ name }) => name).filter((name) => name !== 'change_sis_id');
  const [before, after] = [join(folder, 'before'), join(folder, 'after')];
  generate(before, names);
  // With this type among them the other files name the new ids: it is for what the first district made.
  generate(after, ['change_sis_id', ...names]);
  const server = await openBenchServer(join(folder, 'data'));
  try {
    await server.allow(['differentiation_tags', 'institutional_tags']);
    const fileNames = { group_membership: 'groups_membership', differentiation_tag_membership: 'differentiation_tag_membership' };
    const order = [...fileTypes.filter(({ name }) => name !== 'change_sis_id'), ...fileTypes.filter(({ name }) => name === 'change_sis_id')];
    for (const { name, plural } of order) {
      const file = `${fileNames[name] ?? (name === 'change_sis_id' ? name : plural)}.csv`;
      const ended = await server.importFile(join(name === 'change_sis_id' ? after : before, file), {}, { pause_ms: 20 });
      const outcomes = ended.import.data.outcomes[plural];
      console.log(
        JSON.stringify({
          type: name,
          rows: outcomes.rows,
          skipped: outcomes.skipped,
          seconds: Number(ended.seconds.toFixed(2)),
          rows_per_second: Math.round(outcomes.rows / ended.seconds),
        }),
      );
    }
    console.log(JSON.stringify({ peak_mb: server.peakMemoryMb() }));
  } finally {
    await server.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
