import { openDatabase } from '../../src/db/index.ts';
import { runImport as runInEngine } from '../../src/engine/index.ts';
import { type RunImport, runWorker } from '../../src/server/jobs/index.ts';
import { deliveryRules } from '../../src/server/webhooks/send-delivery.ts';
import { openDiskStorage, type Storage } from '../../src/storage/index.ts';
import { runChunkedImport } from './chunked-import.ts';
import type { WorkerProcessOptions } from './worker-processes.ts';

// A worker process for tests; its arguments are the address of the database and the options as JSON.
const [, , url, given = '{}'] = process.argv;
const { engine, concurrency = 2, webhook_networks, ...options }: WorkerProcessOptions = JSON.parse(given);
const database = await openDatabase({ url: url ?? '' });
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
// Ends with the test that started it.
process.on('disconnect', () => process.exit());

const say = (level: string) => (fields: object, text: string) => {
  if (text === 'the worker is ready') process.send?.('ready');
  if (process.env.ROLLCALL_TEST_LOG) console.error(process.pid, level, text, fields);
};
/** As the server's own job does it, in chunks of a chosen size. */
const runInChunks: RunImport = ({ database, ...context }, key) =>
  runInEngine(
    { ...context, pool: database.pool, now: () => new Date(), chunk_rows: engine?.chunk_rows ?? 1 },
    key,
  );

await runWorker({
  database,
  // `runChunkedImport` opens no upload.
  storage: engine ? openDiskStorage(engine.files) : ({} as Storage),
  concurrency,
  delivery_rules: deliveryRules(webhook_networks),
  ...options,
  log: { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') },
  runImport: engine ? runInChunks : runChunkedImport,
  signal: stop.signal,
});
await database.close();
process.disconnect?.();
