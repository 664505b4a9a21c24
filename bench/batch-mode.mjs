#!/usr/bin/env node
// The clean-up of a batch-mode import that leaves out every tenth enrollment of a term, against the one UPDATE that
// would take these away in a table of the same rows and indexes, with the stamps in a column. See bench/README.md.
//   node bench/batch-mode.mjs [--rows 1000000] [--rounds 3]
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { districtOptions, makeDistrict, median, openBenchServer, withDatabase } from './support.mjs';

const { values } = parseArgs({
  options: {
    ...districtOptions,
    rounds: { type: 'string', default: '3' },
  },
});

// The one term of the generated district.
const TERM = 't101';

/** The file without every tenth of its rows. */
async function leaveOut(from, to) {
  const output = createWriteStream(to);
  let row = 0;
  for await (const line of createInterface({ input: createReadStream(from) })) {
    if (row++ % 10 !== 9) output.write(`${line}\n`);
  }
  output.end();
  await finished(output);
}

/** Seconds from the begin of the clean-up to the end of the import, and of the import as a whole. */
async function cleanUp(server, path) {
  let began = null;
  const options = { batch_mode: 'true', batch_mode_term_id: `sis_term_id:${TERM}` };
  const look = ({ workflow_state }) => {
    if (workflow_state === 'cleanup_batch') began ??= performance.now();
  };
  await withDatabase(server, (client) => client.query('checkpoint'));
  const ended = await server.importFile(path, options, { look, pause_ms: 10 });
  return { seconds: (performance.now() - began) / 1000, whole: ended.seconds, import: ended.import };
}

/** Seconds that one statement takes which knows the term and the import, and finds the rest by itself. */
async function removeRaw(server, sis_import_id) {
  return await withDatabase(server, async (client) => {
    await client.query('create table raw_copy (like enrollments including all)');
    // As it was before, but with every stamp in its column.
    const { fields } = await client.query('select * from enrollments limit 0');
    const names = fields.map(({ name }) => name);
    const isRemoved = `workflow_state = 'deleted' and sis_import_id = ${sis_import_id}`;
    const before = {
      workflow_state: `case when ${isRemoved} then 'active' else workflow_state end`,
      sis_import_id: `case when ${isRemoved} then 1 else ${sis_import_id} end`,
    };
    await client.query(
      `insert into raw_copy (${names.join()}) select ${names.map((name) => before[name] ?? name).join()}
       from enrollments order by id`,
    );
    await client.query('analyze raw_copy');
    await client.query('checkpoint');
    const started = performance.now();
    const { rowCount } = await client.query(
      `update raw_copy t set workflow_state = 'deleted', sis_import_id = $1, updated_at = now()
       from courses c where c.root_account_id = t.root_account_id and c.id = t.course_id
         and c.enrollment_term_id = (select id from enrollment_terms where sis_id = $2)
         and t.workflow_state not in ('rejected', 'completed', 'deleted', 'inactive')
         and t.sis_import_id is distinct from $1`,
      [sis_import_id, TERM],
    );
    const seconds = (performance.now() - started) / 1000;
    await client.query('drop table raw_copy');
    return { seconds, rowCount };
  });
}

const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
try {
  const district = makeDistrict(folder, values, ['--terms', '1']);
  const rest = join(district, 'enrollments-rest.csv');
  await leaveOut(join(district, 'enrollments.csv'), rest);
  const results = { clean_up_s: [], raw_s: [], ratio: [] };
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const data = join(folder, `data-${round}`);
    const server = await openBenchServer(data);
    try {
      await server.importDistrict(district);
      await server.importFile(join(district, 'enrollments.csv'));
      const cleaned = await cleanUp(server, rest);
      const raw = await removeRaw(server, cleaned.import.id);
      const removed = cleaned.import.data.counts.batch_enrollments_deleted;
      if (removed !== raw.rowCount) throw new Error(`removed ${removed}, the statement ${raw.rowCount}`);
      const ratio = cleaned.seconds / raw.seconds;
      results.clean_up_s.push(cleaned.seconds);
      results.raw_s.push(raw.seconds);
      results.ratio.push(ratio);
      console.log(
        `round ${round + 1}: ${cleaned.import.workflow_state}, ${removed} of ${values.rows} enrollments removed; ` +
          `clean-up ${cleaned.seconds.toFixed(2)} s of ${cleaned.whole.toFixed(2)} s, ` +
          `one statement ${raw.seconds.toFixed(2)} s, ratio ${ratio.toFixed(2)}`,
      );
    } finally {
      await server.close();
      rmSync(data, { recursive: true, force: true });
    }
  }
  console.log(
    JSON.stringify({
      rows: Number(values.rows),
      median_clean_up_s: median(results.clean_up_s),
      median_raw_s: median(results.raw_s),
      median_ratio: median(results.ratio),
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
