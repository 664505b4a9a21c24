#!/usr/bin/env node
// Enrollments that are imported again without a change, with and without diffing, each from the first byte of the
// upload to the end state, against the first import of the same rows, in one run and on one server; see bench/README.md.
//   node bench/unchanged.mjs [--rows 1000000] [--rounds 3]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { districtOptions, makeDistrict, median, openBenchServer } from './support.mjs';

const { values } = parseArgs({
  options: {
    ...districtOptions,
    rounds: { type: 'string', default: '3' },
  },
});
const rows = Number(values.rows);
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
try {
  const district = makeDistrict(folder, values);
  const data = join(folder, 'data');
  const server = await openBenchServer(data);
  const seconds = { first: [], unchanged: [], diffed: [] };
  const send = async (name, options, expected) => {
    const ended = await server.importFile(join(district, 'enrollments.csv'), options, { pause_ms: 50 });
    const { workflow_state, data: told } = ended.import;
    if (workflow_state !== 'imported' || told.counts.enrollments !== expected)
      throw new Error(`${name}: ${workflow_state}, ${JSON.stringify(told)}`);
    seconds[name].push(ended.seconds);
    const rate = Math.round(rows / ended.seconds);
    console.log(`${name}: ${ended.seconds.toFixed(2)} s, ${rate} rows/s, peak ${server.peakMemoryMb()} MB`);
  };
  const nightly = { diffing_data_set_identifier: 'nightly' };
  try {
    await server.importDistrict(district);
    await send('first', nightly, rows);
    for (let round = 0; round < Number(values.rounds); round += 1) {
      await send('unchanged', {}, rows);
      await send('diffed', nightly, 0);
    }
  } finally {
    await server.close();
  }
  const rate = (name) => Math.round(rows / median(seconds[name]));
  console.log(
    JSON.stringify({
      rows,
      first_rows_per_second: rate('first'),
      unchanged_rows_per_second: rate('unchanged'),
      diffed_rows_per_second: rate('diffed'),
      unchanged_ratio: median(seconds.unchanged) / median(seconds.first),
      diffed_ratio: median(seconds.diffed) / median(seconds.first),
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
