#!/usr/bin/env node
// The enrollment path through the whole API against raw `psql \copy` of the same resulting rows into the same
// indexed tables, in one run and on one server. Figures are ratios; see bench/README.md.
//   node bench/enrollments.mjs [--rows 1000000] [--rounds 3] [--database-url postgres://...]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { districtOptions, loadRaw, makeDistrict, median, openBenchServer } from './support.mjs';

const { values } = parseArgs({
  options: {
    ...districtOptions,
    rounds: { type: 'string', default: '3' },
  },
});
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
try {
  const district = makeDistrict(folder, values);
  const results = { api_s: [], raw_s: [], ratio: [], peak_mb: [] };
  for (let round = 0; round < rounds; round += 1) {
    const data = join(folder, `data-${round}`);
    const server = await openBenchServer(data);
    try {
      await server.importDistrict(district);
      const ended = await server.importFile(join(district, 'enrollments.csv'));
      const peak = server.peakMemoryMb();
      const raw = await loadRaw(server, 'enrollments', folder);
      results.api_s.push(ended.seconds);
      results.raw_s.push(raw.seconds);
      results.ratio.push(ended.seconds / raw.seconds);
      results.peak_mb.push(peak);
      console.log(
        `round ${round + 1}: ${ended.import.workflow_state}, ${ended.import.data.counts.enrollments} enrollments; ` +
          `API ${ended.seconds.toFixed(2)} s, raw ${raw.seconds.toFixed(2)} s (${raw.how}), ` +
          `ratio ${(ended.seconds / raw.seconds).toFixed(2)}, peak ${peak} MB`,
      );
    } finally {
      await server.close();
      rmSync(data, { recursive: true, force: true });
    }
  }
  console.log(
    JSON.stringify({
      rows: Number(values.rows),
      rows_per_second: Math.round(Number(values.rows) / median(results.api_s)),
      median_api_s: median(results.api_s),
      median_raw_s: median(results.raw_s),
      median_ratio: median(results.ratio),
      peak_mb: Math.max(...results.peak_mb),
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
