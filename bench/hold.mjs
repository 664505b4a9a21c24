#!/usr/bin/env node
// What a hold and a dry run cost: the same enrollments into an empty roster with hold off and on, then again unchanged
// with hold off, with hold on, and as a dry run. Figures are ratios; see bench/README.md.
//   node bench/hold.mjs [--rows 1000000]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { districtOptions, makeDistrict, openBenchServer } from './support.mjs';

const { values } = parseArgs({
  options: {
    ...districtOptions,
  },
});
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
try {
  const district = makeDistrict(folder, values);
  const seconds = {};
  for (const hold of ['off', 'on']) {
    const data = join(folder, `data-${hold}`);
    const server = await openBenchServer(data);
    const measure = async (name, options) => {
      const ended = await server.importFile(join(district, 'enrollments.csv'), options);
      seconds[name] = ended.seconds;
      console.log(`${name}: ${ended.import.workflow_state}, ${ended.seconds.toFixed(2)} s, peak ${server.peakMemoryMb()} MB`);
    };
    try {
      await server.importDistrict(district);
      if (hold === 'off') await measure('first_dry_run', { dry_run: 'true' });
      await measure(`first_hold_${hold}`, { hold });
      if (hold === 'off') continue;
      await measure('again_hold_off', { hold: 'off' });
      await measure('again_hold_on', { hold: 'on' });
      await measure('again_dry_run', { dry_run: 'true' });
    } finally {
      await server.close();
      rmSync(data, { recursive: true, force: true });
    }
  }
  console.log(
    JSON.stringify({
      rows: Number(values.rows),
      seconds,
      first_hold_ratio: seconds.first_hold_on / seconds.first_hold_off,
      again_hold_ratio: seconds.again_hold_on / seconds.again_hold_off,
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
