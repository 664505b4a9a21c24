#!/usr/bin/env node
// How fast the client uploads a zip, beside curl to the same server, and how much memory it takes.
//   node bench/upload.mjs [--mib 1024] [--rounds 3]
import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ZipFile } from 'yazl';
import { createClient } from '../dist/client/index.js';
import { median, openBenchServer } from './support.mjs';

const TOKEN = 'bench-token-0123456789abcdef';
const MIB = 1024 * 1024;
const { values } = parseArgs({
  options: {
    mib: { type: 'string', default: '1024' },
    rounds: { type: 'string', default: '3' },
    // What the bench calls itself with, so that the memory measured is that of the client alone.
    send: { type: 'string' },
    to: { type: 'string' },
  },
});

function peakMib() {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024);
}

async function send(path, base_url) {
  const client = createClient({ base_url, token: TOKEN });
  const idle_mib = peakMib();
  const started = performance.now();
  const { id } = await client.sisImports.create({ path });
  const seconds = (performance.now() - started) / 1000;
  console.log(JSON.stringify({ id, seconds, idle_mib, peak_mib: peakMib() }));
}

/** A zip of a few people and of bytes that nothing can pack. */
async function makeZip(path, mib) {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('user_id,login_id,status\nU1,ada,active\n'), 'users.csv');
  const noise = Buffer.alloc(MIB);
  const pieces = function* () {
    for (let at = 0; at < mib; at += 1) yield Buffer.from(randomFillSync(noise));
  };
  zip.addReadStream(Readable.from(pieces()), 'padding.bin', { compress: false, size: mib * MIB });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

function run(program, words) {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return stdout;
}

function withCurl(path, url) {
  const words = ['-sS', '-f', '-o', '/dev/null', '-w', '%{time_total}', '-H', `Authorization: Bearer ${TOKEN}`];
  const target = `${url}/api/v1/accounts/self/sis_imports`;
  return Number(run('curl', [...words, '-F', `attachment=@${path}`, target]));
}

const withClient = (path, url) =>
  JSON.parse(run(process.execPath, [fileURLToPath(import.meta.url), '--send', path, '--to', url]));

async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-upload-'));
  const server = await openBenchServer(join(folder, 'data'));
  const { sisImports } = createClient({ base_url: server.url, token: TOKEN });
  // Both send to a server that does nothing else.
  const settle = async () => {
    for (const made of await sisImports.list().all()) await sisImports.waitFor(made);
  };
  try {
    const mib = Number(values.mib);
    const [large, small] = [join(folder, 'large.zip'), join(folder, 'small.zip')];
    await makeZip(large, mib);
    await makeZip(small, Math.ceil(mib / 16));
    const curl = [];
    const client = [];
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const turns = [() => curl.push(withCurl(large, server.url)), () => client.push(withClient(large, server.url))];
      // Who begins changes, as the first of a pair finds the disk at rest.
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) {
        turn();
        await settle();
      }
    }
    const few = withClient(small, server.url);
    await settle();
    const mib_sent = statSync(large).size / MIB;
    const speed = (seconds) => Math.round(mib_sent / seconds);
    const [curl_s, client_s] = [median(curl), median(client.map(({ seconds }) => seconds))];
    console.log(
      JSON.stringify({
        mib: Math.round(mib_sent),
        curl_mib_per_s: speed(curl_s),
        client_mib_per_s: speed(client_s),
        // Of each pair, as what else the machine does changes between pairs.
        share_of_curl: Number(median(curl.map((seconds, at) => seconds / client[at].seconds)).toFixed(2)),
        idle_mib: few.idle_mib,
        peak_mib_small: few.peak_mib,
        peak_mib: Math.max(...client.map(({ peak_mib }) => peak_mib)),
        curl_s: curl.map((seconds) => Number(seconds.toFixed(2))),
        client_s: client.map(({ seconds }) => Number(seconds.toFixed(2))),
      }),
    );
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (values.send) await send(values.send, values.to);
else await measure();
