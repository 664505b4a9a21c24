// What benches share: a real server in a process of its own, imports through its API, raw loads beside it.
import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, openAsBlob, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { openDatabase } from '../dist/db/index.js';

const TOKEN = 'bench-token-0123456789abcdef';

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** What benches of enrollments let one choose of the district that they are imported into, as `parseArgs` takes it. */
export const districtOptions = {
  rows: { type: 'string', default: '1000000' },
  users: { type: 'string', default: '50000' },
  courses: { type: 'string', default: '5000' },
  sections: { type: 'string', default: '10000' },
  order: { type: 'string', default: 'section' },
};

/**
 * The CSV files of a made-up district in a new folder within `folder`, `more` being arguments of its generator;
 * returns its path.
 */
export function makeDistrict(folder, { users, courses, sections, rows, order }, more = []) {
  const district = join(folder, 'district');
  const made = spawnSync(
    process.execPath,
    ['scripts/generate-district.mjs', '--users', users, '--courses', courses, '--sections', sections,
      '--enrollments', rows, '--order', order, '--types', 'account,term,course,section,user,enrollment', '--out',
      district, ...more],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (made.status !== 0) throw new Error('the district was not made');
  return district;
}

/** `rollcall serve` on a new data folder; waits until it answers. */
export async function openBenchServer(data) {
  const child = spawn(process.execPath, ['dist/cli/main.js', 'serve', '--port', '0', '--data', data], {
    env: { ...process.env, ROLLCALL_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  while (!/http:\/\/\S+/.test(printed)) {
    if (child.exitCode !== null) throw new Error(`the server ended: ${printed}`);
    await sleep(20);
  }
  const url = /http:\/\/[^\s/]+/.exec(printed)[0];
  const headers = { authorization: `Bearer ${TOKEN}` };
  const imports = `${url}/api/v1/accounts/1/sis_imports`;

  return {
    url,
    data,
    pid: child.pid,
    /**
     * Sends a CSV as raw body and waits for its end; seconds count from the first byte to the end state. `look` is
     * shown the import each time that it is asked for, every `pause_ms`.
     */
    async importFile(path, options = {}, { look = () => {}, pause_ms = 250 } = {}) {
      const started = performance.now();
      const query = new URLSearchParams({ extension: 'csv', ...options });
      const sent = await fetch(`${imports}?${query}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'text/csv' },
        body: await openAsBlob(path),
      });
      if (!sent.ok) throw new Error(`${basename(path)}: ${sent.status} ${await sent.text()}`);
      let current = await sent.json();
      while (current.ended_at === null && !['aborted', 'failed'].includes(current.workflow_state)) {
        await sleep(pause_ms);
        current = await (await fetch(`${imports}/${current.id}`, { headers })).json();
        look(current);
      }
      return { import: current, seconds: (performance.now() - started) / 1000 };
    },
    /** Imports what enrollments of a district refer to. */
    async importDistrict(district) {
      for (const name of ['accounts', 'terms', 'courses', 'sections', 'users']) {
        await this.importFile(join(district, `${name}.csv`));
      }
    },
    /** Switches features of the root account on. */
    async allow(features) {
      const form = new URLSearchParams(features.map((name) => [`account[settings][${name}]`, 'true']));
      const set = await fetch(`${url}/api/v1/accounts/1`, { method: 'PUT', headers, body: form });
      if (!set.ok) throw new Error(`settings: ${set.status} ${await set.text()}`);
    },
    /** The most memory the server's process ever held (Linux). */
    peakMemoryMb() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024);
    },
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A connection to the server's own database, closed when `work` is done. */
export async function withDatabase(server, work) {
  const database = await openDatabase({ data_dir: server.data });
  const client = await database.pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
    await database.close();
  }
}

/**
 * Copies a table's rows out, and loads them into an empty table of the same columns and indexes with COPY from a
 * file, which is what `psql \copy` does.
 */
export async function loadRaw(server, table, folder) {
  return await withDatabase(server, async (client) => {
    const file = join(folder, `${table}.raw.csv`);
    await pipeline(client.query(copyTo(`copy ${table} to stdout with (format csv)`)), createWriteStream(file));
    await client.query(`create table raw_copy (like ${table} including all)`);
    await client.query('checkpoint');
    const started = performance.now();
    await pipeline(createReadStream(file), client.query(copyFrom('copy raw_copy from stdin with (format csv)')));
    const seconds = (performance.now() - started) / 1000;
    await client.query('drop table raw_copy');
    return { seconds, how: 'COPY from stdin' };
  });
}
