#!/usr/bin/env node
// How soon an import stops that is aborted, in each of its phases: seconds from PUT .../abort to the start of the next
// import of the root account, which waits behind it. See bench/README.md.
//   node bench/abort.mjs [--rows 200000]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { districtOptions, makeDistrict, openBenchServer } from './support.mjs';

const { values } = parseArgs({
  options: { ...districtOptions, rows: { type: 'string', default: '200000' } },
});

// The one term of the generated district.
const TERM = 't101';
const TOKEN = 'bench-token-0123456789abcdef';
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));

try {
  const district = makeDistrict(folder, values);
  const server = await openBenchServer(join(folder, 'data'));
  const imports = `${server.url}/api/v1/accounts/1/sis_imports`;
  const call = async (method, url, body) => {
    const headers = { authorization: `Bearer ${TOKEN}`, ...(body === undefined ? {} : { 'content-type': 'text/csv' }) };
    const answer = await fetch(url, { method, headers, body });
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
    return await answer.json();
  };
  const send = (text, options) => call('POST', `${imports}?${new URLSearchParams({ extension: 'csv', ...options })}`, text);
  const show = (id) => call('GET', `${imports}/${id}`);
  const until = async (id, isThere) => {
    for (;;) {
      const shown = await show(id);
      if (isThere(shown)) return shown;
      if (shown.ended_at !== null || shown.workflow_state === 'failed') return null;
      await sleep(10);
    }
  };

  let names = 0;
  const next = () => send(`term_id,name,status\nNEXT,Next ${(names += 1)},active\n`, {});
  const results = {};

  /** Aborts as soon as the import is where it shall be; it must have got there. */
  const measure = async (name, { id }, isThere, abort) => {
    const waiting = await next();
    const found = isThere === null ? {} : await until(id, isThere);
    if (found === null) throw new Error(`${name}: over before it could be aborted`);
    const started = performance.now();
    await abort();
    await until(waiting.id, ({ started_at }) => started_at !== null);
    results[name] = Number(((performance.now() - started) / 1000).toFixed(3));
    await until(waiting.id, ({ ended_at }) => ended_at !== null);
    console.log(`${name}: ${results[name]} s, at phase ${JSON.stringify(found.data?.phase ?? null)}`);
  };
  const aborted = (id) => () => call('PUT', `${imports}/${id}/abort`);
  const inPhase = (...phases) => ({ data }) => phases.includes(data.phase?.name);

  try {
    await server.importDistrict(district);
    const enrollments = readFileSync(join(district, 'enrollments.csv'), 'utf8');
    const header = enrollments.slice(0, enrollments.indexOf('\n') + 1);
    const deleted = enrollments.replaceAll(/,active(\r?\n|$)/g, ',deleted$1');

    let sent = await send(enrollments, {});
    await measure('rows', sent, ({ data }) => data.phase?.name === 'enrollments' && data.phase.done_rows > 0, aborted(sent.id));

    writeFileSync(join(folder, 'whole.csv'), enrollments);
    const series = { diffing_data_set_identifier: 'bench' };
    const { import: whole } = await server.importFile(join(folder, 'whole.csv'), series);

    sent = await send(deleted, series);
    await measure('diffing', sent, inPhase('reading'), aborted(sent.id));

    sent = await send(deleted, { hold: 'on' });
    await measure('rehearsal_of_a_hold', sent, inPhase('planning'), aborted(sent.id));

    sent = await send(deleted, { dry_run: 'true' });
    await measure('dry_run', sent, inPhase('planning'), aborted(sent.id));

    sent = await send(header, { batch_mode: 'true', batch_mode_term_id: `sis_term_id:${TERM}` });
    await measure('clean_up', sent, ({ workflow_state }) => workflow_state === 'cleanup_batch', aborted(sent.id));

    const progress = await call('PUT', `${imports}/${whole.id}/restore_states`);
    const of = `${server.url}/api/v1/progress/${progress.id}`;
    while ((await call('GET', of)).workflow_state === 'queued') await sleep(10);
    await measure('restore_states_cancelled', whole, null, () => call('POST', `${of}/cancel`));
  } finally {
    await server.close();
  }
  console.log(JSON.stringify({ rows: Number(values.rows), seconds: results }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
